import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing
import Transport

@Suite struct WebhookSenderTests {
    private static let end = WebhookRules().lifetime

    @Test func aStepCallsItsWebhook() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        let id = try await harness.escalated()
        #expect(try await harness.services.webhooks.serve("ops") == .call)
        let request = try required(harness.http.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://ops.example.com/hook/t0ken")
        #expect(request.json["type"] as? String == "sla.escalation")
        #expect(request.json["timestamp"] as? String == "2026-03-02T10:45:00Z")
        let data = request.data
        #expect(data["conversation"] as? Int64 == id.rawValue)
        #expect(data["queue"] as? String == "support")
        // What the step did before the call is seen in it.
        #expect(data["priority"] as? String == "urgent")
        #expect(data["clock"] as? String == "first_response")
        #expect(data["run"] as? Int == 1)
        #expect(data["step"] as? String == "75%")
        #expect(data["due_at"] as? String == "2026-03-02T11:00:00Z")
        #expect(data["policy"] as? String == "escalating")
        #expect(data["late_by_seconds"] == nil)
        #expect(!String(decoding: request.body, as: UTF8.self).contains("secretly"))
        #expect(try await harness.waiting() == 0)
        #expect(try await harness.services.webhooks.serve("ops") == .rest)
        #expect(try await harness.last(.slaNotification, id).data?.contains(#""webhook":"ops""#) == true)
    }

    @Test func aStepThatComesLateSaysSo() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        _ = try await harness.converse("please escalate")
        harness.clock.advance(seconds: 5 * 86_400)
        _ = try await harness.services.scheduler.fireDue()
        try await harness.services.webhooks.serve("ops")
        let request = try required(harness.http.requests.first)
        #expect(request.json["timestamp"] as? String == "2026-03-02T10:45:00Z")
        #expect(request.data["late_by_seconds"] as? Int == 5 * 86_400 - 45 * 60)
    }

    @Test func aStepCannotCallWhatLeftTheConfiguration() async throws {
        let harness = try await EngineHarness.calling()
        let id = try await harness.escalated()
        #expect(try await harness.waiting() == 0)
        #expect(
            try await harness.last(.webhookFailed, id).data?.contains("it is not in the configuration") == true)
    }

    @Test func itIsTriedAgainUnderTheSameID() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        try await harness.escalated()
        harness.http.script(503, 200)
        let sender = harness.services.webhooks
        #expect(try await sender.serve("ops") == .call)
        let next = try await harness.nextAttempt()
        let wait = next.milliseconds(since: harness.clock.now())
        #expect((2500...5000).contains(wait))
        #expect(try await sender.serve("ops") == .wait(until: next))
        harness.clock.advance(to: next)
        // A crash in between changes nothing.
        let after = try await harness.restarted()
        #expect(try await after.services.webhooks.serve("ops") == .call)
        #expect(try await after.waiting() == 0)
        let (first, second) = (try required(harness.http.requests.first), try required(after.http.requests.first))
        #expect(harness.http.requests.count == 1)
        #expect(first.header("webhook-id") == second.header("webhook-id"))
        #expect(first.body == second.body)
        #expect(first.header("webhook-timestamp") != second.header("webhook-timestamp"))
        #expect(first.header("webhook-signature") != second.header("webhook-signature"))
    }

    @Test func callsOfOneWebhookKeepTheirOrder() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        let ids = [try await harness.escalated(1), try await harness.escalated(2)]
        harness.http.script(500)
        try await harness.services.webhooks.serve("ops")
        harness.clock.advance(to: try await harness.nextAttempt())
        for _ in ids { #expect(try await harness.services.webhooks.serve("ops") == .call) }
        #expect(
            harness.http.requests.compactMap { $0.data["conversation"] as? Int64 }
                == [ids[0], ids[0], ids[1]].map(\.rawValue))
        #expect(Set(harness.http.requests.map { $0.header("webhook-id") }).count == 2)
    }

    @Test func oneThatHangsHoldsUpNoOther() async throws {
        let harness = try await EngineHarness.calling(
            EngineHarness.webhook("ops", events: ["note.*"]), EngineHarness.webhook("other", events: ["note.*"]))
        let services = harness.services
        let (hung, told) = (Notifier(), Notifier())
        harness.http.whilePerforming { request in
            guard request.url.contains("ops") else { return told.notify() }
            // Answers only when it is given up.
            await hung.wait(past: hung.generation)
        }
        let id = try await harness.converse()
        try await services.webhooks.tellAll()
        _ = try await harness.desk.note(id, text: "look", by: EngineHarness.ann)
        let running = Task { try await services.webhooks.run() }
        await told.wait(past: 0)
        #expect(harness.http.requests.contains { $0.url.contains("other") })
        running.cancel()
        try await running.value
        // What was under way when the daemon stopped is not forgotten.
        #expect(try await harness.waiting("ops") == 1)
    }

    @Test func itWaitsAsLongAsItIsAsked() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        try await harness.escalated()
        harness.http.script(.success(HTTPResponse(status: 429, headers: [("retry-after", "600")])))
        try await harness.services.webhooks.serve("ops")
        #expect(try await harness.nextAttempt() == harness.clock.now().adding(seconds: 600))
    }

    @Test func goneTurnsItOffUntilAReload() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        let id = try await harness.escalated(1)
        harness.http.script(410)
        let sender = harness.services.webhooks
        try await sender.serve("ops")
        try await harness.escalated(2)
        guard case .wait(let end) = try await sender.serve("ops") else { return #expect(Bool(false), "it was called") }
        #expect(end > harness.clock.now().adding(seconds: Self.end - 3600))
        #expect(harness.http.requests.count == 1)
        #expect(try await harness.desk.webhooks().map(\.state) == ["disabled"])
        #expect(try await harness.desk.status().problems.contains { $0.contains("ops answered 410") })
        #expect(try await harness.texts("SELECT data FROM events WHERE type = 'webhook.disabled'").count == 1)
        await sender.takeOver(harness.graph.current.configuration.webhooks, changed: [])
        #expect(try await sender.serve("ops") == .call)
        #expect(try await sender.serve("ops") == .call)
        #expect(harness.http.requests[0].header("webhook-id") == harness.http.requests[1].header("webhook-id"))
        #expect(harness.http.requests[1].data["conversation"] as? Int64 == id.rawValue)
        #expect(try await harness.desk.webhooks().map(\.state) == ["ok"])
    }

    @Test func afterThreeDaysItIsGivenUpWithAnEvent() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        let (first, second) = (try await harness.escalated(1), try await harness.escalated(2))
        let sender = harness.services.webhooks
        var attempts = 0
        while try await harness.waiting() == 2, attempts < 300 {
            harness.http.script(.failure(.notSent("ops.example.com: connection refused")))
            #expect(try await sender.serve("ops") == .call)
            attempts += 1
            if try await harness.waiting() == 2 { harness.clock.advance(to: try await harness.nextAttempt()) }
        }
        #expect(attempts > 70)
        let failure = try await harness.last(.webhookFailed, first)
        #expect(failure.data?.contains("connection refused") == true)
        #expect(failure.data?.contains("t0ken") == false)
        // The other one came 45 minutes later, and has that long.
        #expect(try await harness.waiting() == 1)
        harness.clock.advance(seconds: 3600)
        harness.http.script(500)
        try await sender.serve("ops")
        #expect(try await harness.waiting() == 0)
        #expect(try await harness.last(.webhookFailed, second).data?.contains(": 500") == true)
    }

    @Test func whatWaitsForOneThatIsOffExpires() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        try await harness.escalated(1)
        harness.http.script(410)
        try await harness.services.webhooks.serve("ops")
        let id = try await harness.escalated(2)
        harness.clock.advance(seconds: Self.end)
        #expect(try await harness.services.webhooks.serve("ops") == .expire)
        #expect(try await harness.waiting() == 0)
        #expect(try await harness.types(id).contains("webhook.failed"))
        #expect(harness.http.requests.count == 1)
    }

    @Test func oneThatLeavesTheConfigurationKeepsItsCallsForAWhile() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        try await harness.escalated()
        let webhooks = harness.graph.current.configuration.webhooks
        harness.reload { $0.webhooks = [:] }
        guard case .wait = try await harness.services.webhooks.serve("ops") else {
            return #expect(Bool(false), "it was called")
        }
        #expect(try await harness.desk.webhooks().map(\.state) == ["removed"])
        harness.reload { $0.webhooks = webhooks }
        #expect(try await harness.services.webhooks.serve("ops") == .call)
    }

    @Test func anotherAddressIsTriedAtOnce() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        try await harness.escalated()
        harness.http.script(500)
        try await harness.services.webhooks.serve("ops")
        harness.reload { $0.webhooks["ops"]?.url = "https://new.example.com/" }
        await harness.services.webhooks.takeOver(harness.graph.current.configuration.webhooks, changed: ["ops"])
        #expect(try await harness.services.webhooks.serve("ops") == .call)
        #expect(harness.http.requests.last?.url == "https://new.example.com/")
    }

    @Test func theServiceWakesWhenAStepFires() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        let services = harness.services
        let told = Notifier()
        harness.http.whilePerforming { _ in told.notify() }
        let running = Task { try await services.webhooks.run() }
        try await harness.escalated()
        await told.wait(past: 0)
        #expect(harness.http.requests.count == 1)
        running.cancel()
        try await running.value
    }

    @Test func aTestIsMadeAtOnceBesideWhatWaits() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops"))
        try await harness.escalated()
        harness.http.script(204, 500)
        let good = try await harness.desk.testWebhook("ops", by: EngineHarness.admin)
        #expect(good.delivered && good.answer == "204")
        let bad = try await harness.desk.testWebhook("ops", by: EngineHarness.admin)
        #expect(!bad.delivered && bad.answer == "500")
        #expect(harness.http.requests.map { $0.json["type"] as? String } == ["webhook.test", "webhook.test"])
        #expect(try await harness.waiting() == 1)
        #expect(try await harness.texts("SELECT detail FROM audit WHERE action = 'webhook.test'").count == 2)
        await #expect(throws: ControlError.self) {
            try await harness.desk.testWebhook("opps", by: EngineHarness.admin)
        }
    }
}
