import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing
import Transport

@Suite struct EventFeedTests {
    /// Tells all, and makes all calls of a webhook.
    private static func deliver(_ harness: EngineHarness, _ webhook: String = "ops") async throws {
        try await harness.services.webhooks.tellAll()
        while try await harness.services.webhooks.serve(webhook) == .call {}
    }

    private static func types(_ harness: EngineHarness) -> [String] {
        harness.http.requests.compactMap { $0.json["type"] as? String }
    }

    @Test func whatItTakesIsToldInOrder() async throws {
        let harness = try await EngineHarness.calling(
            EngineHarness.webhook("ops", events: ["conversation.*", "note.added"]))
        let old = try await harness.converse(id: "m0", thread: "t0", from: "u0")
        try await Self.deliver(harness)
        // What happened before anybody wanted to be told is not told.
        #expect(Self.types(harness) == [])
        _ = try await harness.desk.note(old, text: "not for others", by: EngineHarness.ann)
        _ = try await harness.desk.assign(old, to: "bob", by: EngineHarness.ann)
        let id = try await harness.converse(id: "m1", thread: "t1")
        try await Self.deliver(harness)
        #expect(Self.types(harness) == ["note.added", "conversation.assigned", "conversation.created"])
        let assigned = harness.http.requests[1]
        #expect(assigned.json["timestamp"] as? String == "2026-03-02T10:00:00Z")
        #expect(assigned.data["conversation"] as? Int64 == old.rawValue)
        #expect(assigned.data["queue"] as? String == "support")
        #expect(assigned.data["actor"] as? String == "ann")
        #expect((assigned.data["detail"] as? [String: Any])?["to"] as? String == "bob")
        #expect(assigned.data["event"] as? Int64 != nil)
        #expect(harness.http.requests[2].data["conversation"] as? Int64 == id.rawValue)
        for request in harness.http.requests {
            #expect(!String(decoding: request.body, as: UTF8.self).contains("not for others"))
        }
        try await Self.deliver(harness)
        #expect(harness.http.requests.count == 3)
    }

    @Test func nothingIsToldTwiceOrForgottenOverARestart() async throws {
        let before = try await EngineHarness.calling(EngineHarness.webhook("ops", events: ["conversation.created"]))
        try await before.services.webhooks.tellAll()
        for number in 1...3 {
            _ = try await before.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)")
        }
        try await before.services.webhooks.tellAll()
        _ = try await before.converse(id: "m4", thread: "t4", from: "u4")
        let harness = try await before.restarted()
        try await Self.deliver(harness)
        #expect(Self.types(harness) == Array(repeating: "conversation.created", count: 4))
        #expect(Set(harness.http.requests.map { $0.header("webhook-id") }).count == 4)
    }

    @Test func itsOwnFailuresAreToldToNobody() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops", events: ["*"]))
        try await harness.services.webhooks.tellAll()
        _ = try await harness.converse()
        try await harness.services.webhooks.tellAll()
        let waiting = try await harness.waiting()
        #expect(waiting > 0)
        harness.clock.advance(seconds: WebhookRules().lifetime + 1)
        harness.http.script(500)
        try await harness.services.webhooks.serve("ops")
        // All of them waited as long.
        #expect(try await harness.count("SELECT COUNT(*) FROM events WHERE type = 'webhook.failed'") == waiting)
        try await harness.services.webhooks.tellAll()
        #expect(try await harness.waiting() == 0)
    }

    @Test func aStepThatCallsItIsToldOnce() async throws {
        let harness = try await EngineHarness.calling(
            EngineHarness.webhook("ops", events: ["sla.notification"]),
            EngineHarness.webhook("other", events: ["sla.notification"]))
        try await harness.services.webhooks.tellAll()
        try await harness.escalated()
        try await Self.deliver(harness, "ops")
        // One step tells the assignee, and the other calls `ops`.
        #expect(Self.types(harness).sorted() == ["sla.escalation", "sla.notification"])
        try await Self.deliver(harness, "other")
        #expect(Self.types(harness).filter { $0 == "sla.notification" }.count == 3)
    }

    @Test func whenNobodyTakesAnythingItBeginsAnewLater() async throws {
        let harness = try await EngineHarness.calling(EngineHarness.webhook("ops", events: ["*"]))
        try await harness.services.webhooks.tellAll()
        harness.reload { $0.webhooks["ops"]?.events = [] }
        try await harness.services.webhooks.tellAll()
        _ = try await harness.converse()
        harness.reload { $0.webhooks["ops"]?.events = ["*"] }
        try await Self.deliver(harness)
        #expect(harness.http.requests.isEmpty)
    }
}
