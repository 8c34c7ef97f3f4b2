import BusinessTime
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// A reload that changes what is promised, in mid-clock.
@Suite struct PolicyChangeTests {
    private static let hour = TestConfiguration.hour

    private static func after(_ seconds: Int64) -> Instant { EngineHarness.start.adding(seconds: seconds) }

    private func promise(_ hours: Int64, _ configuration: inout Configuration) {
        configuration.policies["standard"]?.targets[.normal]?[.firstResponse] = .working(hours * Self.hour)
    }

    @Test func theTimeUsedStaysUsedAndTheRestRunsUnderTheNewPromise() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse()
        #expect(try await harness.conversation(id).nextDueAt == Self.after(3600))
        harness.clock.advance(seconds: 1800)
        try await harness.registeredReload { promise(4, &$0) }
        #expect(try await harness.services.scheduler.retargetSome() == 1)
        #expect(try await harness.services.scheduler.retargetSome() == 0)
        let clock = try await harness.clock(.firstResponse, id)
        #expect(clock.dueAt == Self.after(4 * 3600))
        #expect(clock.usedWorking == 1800_000)
        let change = try await harness.last(.slaRetargeted, id)
        #expect(change.at == Self.after(1800))
        #expect(change.data?.contains("first_response 1 due 2026-03-02T14:00:00Z") == true)
    }

    @Test func aPromiseThatIsUsedUpBreachesAtTheChangeAndNotBefore() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 1800)
        try await harness.registeredReload { configuration in
            configuration.policies["standard"]?.targets[.normal]?[.firstResponse] = .working(60_000)
        }
        harness.clock.advance(seconds: 7)
        try await harness.services.scheduler.retargetSome()
        let clock = try await harness.clock(.firstResponse, id)
        #expect(clock.breachedAt == Self.after(1800))
        let breach = try await harness.last(.slaBreach, id)
        #expect(breach.at == Self.after(1800))
        #expect(breach.data?.contains(#""late_by_seconds":7"#) == true)
    }

    @Test func theCalendarOfBeforeCountsUpToTheChange() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        // Monday, 16:00: one hour until closing, one of two hours is left then.
        harness.clock.advance(seconds: 6 * 3600)
        let id = try await harness.converse("office")
        harness.clock.advance(seconds: 3 * 3600)
        try await harness.registeredReload { $0.calendars["office"] = Calendar(name: "office") }
        try await harness.services.scheduler.retargetSome()
        // Under the new calendar 19:00 is open.
        #expect(try await harness.conversation(id).nextDueAt == Self.after(10 * 3600))
        #expect(try await harness.clock(.firstResponse, id).usedWorking == Self.hour)
    }

    @Test func aChangeWhileTheDaemonWasDownIsCountedFromItsStart() async throws {
        let before = try await EngineHarness()
        try await before.register()
        let id = try await before.converse("office")
        // Tuesday, 09:30: seven hours of Monday were open, the two promised hours are long over.
        before.clock.advance(seconds: 23 * 3600 + 1800)
        let harness = try await before.restarted()
        try await harness.registeredReload { $0.calendars["office"] = Calendar(name: "office") }
        try await harness.services.scheduler.retargetSome()
        // Due at 12:00 on Monday under what held then.
        let breach = try await harness.last(.slaBreach, id)
        #expect(breach.at == Self.after(2 * 3600))
        #expect(try await harness.clock(.firstResponse, id).breachedAt == Self.after(2 * 3600))
    }

    @Test func whoeverTouchesAConversationFirstBringsItUpToDate() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 600)
        try await harness.registeredReload { promise(2, &$0) }
        harness.clock.advance(seconds: 600)
        try await harness.registeredReload { promise(3, &$0) }
        _ = try await harness.desk.note(id, text: "looking", by: EngineHarness.admin)
        #expect(try await harness.conversation(id).nextDueAt == Self.after(3 * 3600))
        // Each change is an event at its own instant.
        let changes = try await harness.history(id).filter { $0.type == EventType.slaRetargeted.rawValue }
        #expect(changes.map(\.at) == [Self.after(600), Self.after(1200)])
        #expect(try await harness.services.scheduler.retargetSome() == 0)
    }

    @Test func theSameTextIsNoChange() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse()
        try await harness.registeredReload { $0.outbox.timeout = 7 }
        #expect(try await harness.services.scheduler.retargetSome() == 0)
        #expect(try await harness.types(id).contains("sla.retargeted") == false)
        #expect(try await harness.count("SELECT COUNT(*) FROM policy_versions WHERE policy = 'standard'") == 1)
    }

    @Test func aPolicyThatLeavesEndsItsClocksAndOneThatReturnsBeginsAnew() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse()
        let policy = harness.graph.current.configuration.policies["standard"]
        try await harness.registeredReload { $0.policies["standard"] = nil }
        try await harness.services.scheduler.retargetSome()
        #expect(try await harness.clock(.firstResponse, id).state == .cancelled)
        #expect(try await harness.conversation(id).nextTimerAt == nil)
        harness.clock.advance(seconds: 60)
        try await harness.registeredReload { $0.policies["standard"] = policy }
        try await harness.services.scheduler.retargetSome()
        #expect(try await harness.clock(.firstResponse, id).state == .running)
    }

    @Test func stepsThatFiredStayFiredWhenTheirPolicyIsWrittenAnew() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse("escalate")
        harness.clock.advance(seconds: 46 * 60)
        try await harness.services.scheduler.fireDue()
        try await harness.registeredReload { configuration in
            // A new step in front, which lies behind already.
            configuration.policies["escalating"]?.escalations.insert(
                EscalationStep(clock: .firstResponse, moment: .fraction(500), actions: [.tag("half")]), at: 0)
        }
        try await harness.services.scheduler.retargetSome()
        harness.clock.advance(seconds: 60 * 60)
        try await harness.services.scheduler.fireDue()
        #expect(try await harness.conversation(id).tags == ["at-risk"])
        let warnings = try await harness.types(id).filter { $0 == "sla.warning" }
        #expect(warnings.count == 1)
    }

    @Test func manyConversationsAreDoneInPortions() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        for number in 0..<70 {
            _ = try await harness.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)")
        }
        try await harness.registeredReload { promise(2, &$0) }
        #expect(try await harness.services.scheduler.retargetSome() == 64)
        #expect(try await harness.services.scheduler.retargetSome() == 6)
        #expect(try await harness.services.scheduler.retargetSome() == 0)
    }

    @Test func theExplanationCountsEachTimeUnderWhatHeldThen() async throws {
        let harness = try await EngineHarness()
        try await harness.register()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 1800)
        try await harness.registeredReload { promise(4, &$0) }
        harness.clock.advance(seconds: 1800)
        try await harness.services.scheduler.retargetSome()
        let explained = try await harness.desk.slaExplanation(id)
        let clock = try required(explained.clocks.first { $0.clock == "first_response" })
        #expect(clock.dueAt?.instant == Self.after(4 * 3600))
        #expect(clock.spans.map(\.realSeconds) == [1800, 1800])
        #expect(clock.changes.map(\.what) == ["started", "retargeted"])
        let stored = try await harness.clocks(id)
        #expect(Set(explained.clocks.map(\.dueAt?.instant)) == Set(stored.map(\.dueAt)))
    }
}
