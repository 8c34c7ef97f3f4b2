import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// Redirects and pauses: what operators decide at run time.
@Suite struct DeskOverrideTests {
    private static let admin = EngineHarness.admin

    private static func end(_ seconds: Int64) -> Timestamp { Timestamp(EngineHarness.start.adding(seconds: seconds)) }

    private static func events(_ harness: EngineHarness) async throws -> [String] {
        try await harness.texts(
            """
            SELECT type || ' ' || ((at - \(EngineHarness.start.milliseconds)) / 1000) || ' ' || data FROM events
            WHERE type LIKE 'queue.%' ORDER BY id
            """)
    }

    private static func pause(_ harness: EngineHarness, _ queue: String, until: Timestamp? = nil) async throws {
        _ = try await harness.desk.pauseQueue(
            queue, PauseRequest(paused: true, until: until, reason: "training"), by: admin)
    }

    private static func redirect(
        _ harness: EngineHarness, _ queue: String, to target: String?, until: Timestamp? = nil
    ) async throws {
        _ = try await harness.desk.redirectQueue(
            queue, RedirectRequest(to: target, until: until, reason: "outage"), by: admin)
    }

    @Test func nothingIsAssignedFromAPausedQueue() async throws {
        let harness = try await EngineHarness()
        try await Self.pause(harness, "robin", until: Self.end(3600))
        let shown = try required(try await harness.desk.queues().first { $0.name == "robin" }?.pause)
        #expect(shown.until == Self.end(3600))
        #expect(shown.reason == "training")
        #expect(shown.by == "root")
        let id = try await harness.converse("robin")
        #expect(try await harness.conversation(id).queue == "robin")
        #expect(try await harness.conversation(id).nextDueAt != nil)
        _ = try await harness.desk.setAvailability("bob", available: true, by: Self.admin)
        #expect(try await harness.services.distributor.distribute() == 0)
        #expect(try await harness.conversation(id).assignee == nil)
        // By hand it goes.
        _ = try await harness.desk.assign(id, to: "bob", by: Self.admin)
        _ = try await harness.desk.assign(id, to: nil, by: Self.admin)
        _ = try await harness.desk.pauseQueue(
            "robin", PauseRequest(paused: false, reason: "over"), by: Self.admin)
        #expect(try await harness.services.distributor.distribute() == 1)
        #expect(try await harness.conversation(id).assignee == "ann")
        #expect(try await harness.desk.queues().allSatisfy { $0.pause == nil })
        #expect(
            try await Self.events(harness) == [
                #"queue.paused 0 {"queue":"robin","reason":"training","until":"\#(Self.end(3600))"}"#,
                #"queue.resumed 0 {"queue":"robin","reason":"over"}"#,
            ])
    }

    @Test func overridesEndByThemselves() async throws {
        let harness = try await EngineHarness()
        try await Self.pause(harness, "robin", until: Self.end(100))
        try await Self.redirect(harness, "support", to: "vip", until: Self.end(50))
        let id = try await harness.converse("robin")
        #expect(try await harness.engine.read { try Operations($0).earliestExpiry() } == Self.end(50).instant)
        harness.clock.advance(seconds: 50)
        _ = try await harness.services.distributor.distribute()
        #expect(try await harness.desk.queues().allSatisfy { $0.override == nil })
        harness.clock.advance(seconds: 60)
        #expect(try await harness.services.distributor.distribute() == 1)
        #expect(try await harness.conversation(id).assignee == "ann")
        #expect(
            try await Self.events(harness).suffix(2) == [
                #"queue.redirected 50 {"queue":"support","reason":"expired"}"#,
                #"queue.resumed 100 {"queue":"robin","reason":"expired","late_by_seconds":10}"#,
            ])
        #expect(try await harness.engine.read { try Operations($0).earliestExpiry() } == nil)
    }

    @Test func theDistributorSleepsUntilTheEnd() async throws {
        let harness = try await EngineHarness()
        try await Self.pause(harness, "robin", until: Self.end(100))
        let id = try await harness.converse("robin")
        let service = Task { try await harness.services.distributor.run() }
        await harness.clock.untilSomebodySleeps()
        let seen = harness.services.signals.changed.generation
        harness.clock.advance(seconds: 100)
        await harness.services.signals.changed.wait(past: seen)
        #expect(try await harness.conversation(id).assignee == "ann")
        service.cancel()
        _ = await service.result
    }

    @Test func waitingWorkFollowsARedirectToWhoeverHasRoom() async throws {
        let harness = try await EngineHarness {
            $0.queues["support"]?.assignment = .roundRobin
            $0.queues["support"]?.agents = ["cleo"]
        }
        _ = try await harness.desk.setAvailability("cleo", available: false, by: Self.admin)
        let id = try await harness.converse()
        let urgent = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        _ = try await harness.desk.setPriority(urgent, .urgent, by: Self.admin)
        _ = try await harness.desk.setCapacity("ann", 1, by: Self.admin)
        _ = try await harness.desk.setCapacity("bob", 0, by: Self.admin)
        try await Self.redirect(harness, "support", to: "robin")
        #expect(try await harness.services.distributor.distribute() == 1)
        // One had room for one: the most urgent; the other stays where it is.
        #expect(try await harness.conversation(urgent).queue == "robin")
        #expect(try await harness.conversation(urgent).assignee == "ann")
        #expect(try await harness.conversation(id).queue == "support")
        #expect(
            try await harness.last(.conversationMoved, urgent).data
                == #"{"from":"support","to":"robin","reason":"redirected"}"#)
        // Whoever comes back to the redirected queue gets nothing from it.
        _ = try await harness.desk.setAvailability("cleo", available: true, by: Self.admin)
        #expect(try await harness.conversation(id).assignee == nil)
        try await Self.redirect(harness, "support", to: nil)
        #expect(try await harness.services.distributor.distribute() == 1)
        #expect(try await harness.conversation(id).assignee == "cleo")
    }

    @Test func circlesAreRefused() async throws {
        let harness = try await EngineHarness()
        try await Self.redirect(harness, "support", to: "vip")
        try await Self.redirect(harness, "vip", to: "plain")
        let loop = await refusal { try await Self.redirect(harness, "plain", to: "support") }
        #expect(loop?.code == .conflict)
        #expect(
            loop?.message == "that would lead in a circle: “plain” → “support” → “vip” → “plain”")
        let itself = await refusal { try await Self.redirect(harness, "robin", to: "robin") }
        #expect(itself?.message == "that would lead in a circle: “robin” → “robin”")
        // In place of the old one.
        try await Self.redirect(harness, "support", to: "robin")
        try await Self.redirect(harness, "plain", to: "support")
        let id = try await harness.converse("plain")
        #expect(try await harness.conversation(id).queue == "robin")
    }

    @Test func aRedirectToAQueueThatIsGoneCountsForNothing() async throws {
        let harness = try await EngineHarness()
        try await Self.redirect(harness, "support", to: "plain")
        harness.reload { $0.queues["plain"] = nil }
        let id = try await harness.converse()
        #expect(try await harness.conversation(id).queue == "support")
    }

    @Test func slipsAreRefused() async throws {
        let harness = try await EngineHarness()
        let past = await refusal { try await Self.pause(harness, "robin", until: Self.end(0)) }
        #expect(past?.code == .invalid)
        let unknown = await refusal { try await Self.pause(harness, "robbin") }
        #expect(unknown?.hint == "did you mean “robin”?")
        let resumed = try await harness.desk.pauseQueue(
            "robin", PauseRequest(paused: false, reason: "x"), by: Self.admin)
        #expect(resumed == nil)
        #expect(try await Self.events(harness) == [])
    }
}
