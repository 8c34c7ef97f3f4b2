import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct PlacementTests {
    private static let admin = EngineHarness.admin

    @Test func theRouteSetsWhatTheConversationBeginsWith() async throws {
        let harness = try await EngineHarness()
        let conversation = try await harness.conversation(try await harness.converse("a vip writes"))
        #expect(conversation.queue == "vip")
        #expect(conversation.priority == .high)
        #expect(conversation.slaPolicy == "strict")
        #expect(conversation.tags == ["vip"])
        #expect(conversation.skills == ["tax"])
        #expect(conversation.nextDueAt == EngineHarness.start.adding(seconds: 300))
    }

    /// Holds of events that say so; fails on all others.
    private struct Finding: EventPredicate {
        var description: String { "find me" }

        func verdict(on event: [UInt8]) -> EventVerdict {
            let isFound = String(decoding: event, as: UTF8.self).contains(#""text":"find me","subject":"S""#)
            return isFound ? .holds : .failed("not found")
        }
    }

    @Test func aPredicateSeesTheEventAndItsFailureIsTold() async throws {
        let harness = try await EngineHarness {
            $0.routes.children.insert(
                Route(
                    matchers: [Matcher(field: .event, patterns: [.predicate(Finding())])],
                    settings: RouteSettings(queue: "plain", autoReply: .template("received")),
                    location: SourceLocation(file: "routes", line: 9, column: 7)), at: 0)
        }
        let found = try required(
            try await harness.receive(.hello("find me", id: "m1", subject: "S")).conversation)
        #expect(try await harness.conversation(found).queue == "plain")
        let route = try required(try await harness.desk.conversation(found, page: .init()).route)
        #expect(route.autoReply == "received")
        #expect(route.notes == nil)
        let other = try await harness.converse("hello", id: "m2", thread: "t2")
        #expect(try await harness.conversation(other).queue == "support")
        let notes = try await harness.desk.conversation(other, page: .init()).route?.notes
        #expect(notes == ["routes:9:7: jq failed, which counts as no match: not found"])
        // The offline and the online question make the event of the facts.
        var request = RouteTestRequest()
        request.text = "find me"
        request.subject = "S"
        #expect(try String(decoding: request.facts().event, as: UTF8.self).contains(#""text":"find me""#))
    }

    @Test func thePolicyOfTheRouteGoesBeforeThatOfTheQueue() async throws {
        let harness = try await EngineHarness()
        let conversation = try await harness.conversation(try await harness.converse("office"))
        #expect(conversation.queue == "support")
        #expect(conversation.slaPolicy == "office")
    }

    @Test func whyItIsThereStandsInItsHistory() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse("a vip writes")
        let route = try required(try await harness.desk.conversation(id, page: .init()).route)
        #expect(route.queue == "vip")
        #expect(route.sla == "strict")
        #expect(route.path.map(\.location).map { $0.hasPrefix("routes:") } == [true, true])
        let facts = RoutingFacts(channel: "chat", inbox: "chat", from: "u1", text: "a vip writes")
        let tested = try await harness.desk.routeTest(facts)
        #expect(tested.queue == route.queue)
        #expect(tested.path.map(\.location) == route.path.map(\.location))
    }

    @Test func redirectsLeadOnUntilTheyEnd() async throws {
        let harness = try await EngineHarness()
        let end = EngineHarness.start.adding(seconds: 3600)
        _ = try await harness.desk.redirectQueue(
            "support", RedirectRequest(to: "vip", until: Timestamp(end), reason: "fair"), by: Self.admin)
        let one = try await harness.converse(id: "m1", thread: "t1")
        #expect(try await harness.conversation(one).queue == "vip")
        #expect(try await harness.conversation(one).slaPolicy == "strict")
        #expect(
            try await harness.history(one).first?.data?.contains(#""redirected":["support","vip"]"#) == true)
        _ = try await harness.desk.redirectQueue(
            "vip", RedirectRequest(to: "plain", reason: "fair"), by: Self.admin)
        let two = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        #expect(try await harness.conversation(two).queue == "plain")
        #expect(try await harness.conversation(two).slaPolicy == nil)
        #expect(
            try await harness.history(two).first?.data?.contains(#"["support","vip","plain"]"#) == true)
        harness.clock.advance(to: end)
        let three = try await harness.converse(id: "m3", thread: "t3", from: "u3")
        #expect(try await harness.conversation(three).queue == "support")
        // What is there already stays where it is.
        _ = try await harness.converse(id: "m4", thread: "t2", from: "u2")
        #expect(try await harness.conversation(two).queue == "plain")
    }

    @Test func aRedirectCanBeTakenBack() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.desk.redirectQueue(
            "support", RedirectRequest(to: "vip", reason: "x"), by: Self.admin)
        _ = try await harness.desk.redirectQueue(
            "support", RedirectRequest(to: "plain", reason: "y"), by: Self.admin)
        let shown = try await harness.desk.queues().first { $0.name == "support" }?.override
        #expect(shown?.to == "plain")
        #expect(shown?.by == "root")
        let none = try await harness.desk.redirectQueue(
            "support", RedirectRequest(to: nil, reason: "over"), by: Self.admin)
        #expect(none == nil)
        #expect(try await harness.conversation(try await harness.converse()).queue == "support")
        #expect(
            try await harness.count("SELECT COUNT(*) FROM events WHERE type = 'queue.redirected'") == 3)
    }

    @Test func circlesAndSlipsAreRefused() async throws {
        let harness = try await EngineHarness()
        let desk = harness.desk
        func redirect(_ queue: String, _ target: String?, until: Instant? = nil) async -> ControlError? {
            await refusal {
                try await desk.redirectQueue(
                    queue, RedirectRequest(to: target, until: Timestamp(until), reason: "x"), by: Self.admin)
            }
        }
        #expect(await redirect("support", "support")?.code == .conflict)
        #expect(await redirect("support", "vip") == nil)
        #expect(await redirect("vip", "plain") == nil)
        #expect(await redirect("plain", "support")?.code == .conflict)
        #expect(await redirect("suport", "vip")?.hint == "did you mean “support”?")
        #expect(await redirect("plain", "vipp")?.code == .notFound)
        #expect(await redirect("robin", "plain", until: EngineHarness.start)?.code == .invalid)
        #expect(try await harness.count("SELECT COUNT(*) FROM overrides") == 2)
        #expect(try await harness.count("SELECT COUNT(*) FROM audit") == 2)
    }
}
