import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct SLASchedulerTests {
    private static func after(_ seconds: Int64) -> Instant { EngineHarness.start.adding(seconds: seconds) }

    @Test func aBreachStandsAtItsInstantThoughNobodyWasThere() async throws {
        let before = try await EngineHarness()
        let id = try await before.converse()
        before.clock.advance(seconds: 5 * 3600)
        let harness = try await before.restarted()
        #expect(try await harness.services.scheduler.fireDue() == 1)
        let breach = try await harness.last(.slaBreach, id)
        #expect(breach.at == Self.after(3600))
        #expect(breach.data?.contains(#""clock":"first_response""#) == true)
        #expect(breach.data?.contains(#""late_by_seconds":14400"#) == true)
        let clock = try await harness.clock(.firstResponse, id)
        #expect(clock.breachedAt == Self.after(3600))
        #expect(try await harness.conversation(id).nextDueAt == Self.after(3600))
        #expect(try await harness.conversation(id).nextTimerAt == Self.after(8 * 3600))
        #expect(try await harness.services.scheduler.fireDue() == 0)
    }

    @Test func aBreachAtItsInstantIsNotLate() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(to: Self.after(3600).adding(milliseconds: -1))
        #expect(try await harness.services.scheduler.fireDue() == 0)
        harness.clock.advance(to: Self.after(3600))
        #expect(try await harness.services.scheduler.fireDue() == 1)
        #expect(try await harness.last(.slaBreach, id).data?.contains("late_by") == false)
    }

    @Test func theServiceSleepsUntilTheEarliestTimer() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let services = harness.services
        let running = Task { try await services.scheduler.run() }
        await harness.clock.untilSomebodySleeps()
        let seen = services.signals.changed.generation
        harness.clock.advance(to: Self.after(3600))
        await services.signals.changed.wait(past: seen)
        #expect(try await harness.last(.slaBreach, id).at == Self.after(3600))
        running.cancel()
        try await running.value
    }

    @Test(arguments: [true, false]) func stepsFireOnceAndInTheOrderOfTime(isPunctual: Bool) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse("please escalate")
        for minute in isPunctual ? [45, 60, 70] : [600] as [Int64] {
            harness.clock.advance(to: Self.after(minute * 60))
            _ = try await harness.services.scheduler.fireDue()
        }
        let history = try await harness.history(id).filter { $0.at > EngineHarness.start }
        let expected: [(EventType, Int64)] = [
            (.slaWarning, 45), (.conversationTagged, 45), (.slaNotification, 45), (.slaBreach, 60),
            (.conversationMoved, 70), (.noteAdded, 70),
        ]
        let found = history.filter { $0.type != "conversation.assigned" }.prefix(6)
        #expect(found.map(\.type) == expected.map(\.0.rawValue))
        #expect(found.map(\.at) == expected.map { Self.after($0.1 * 60) })
        let conversation = try await harness.conversation(id)
        #expect(conversation.tags == ["at-risk"])
        #expect(conversation.queue == "robin")
        // It waits there like any other, so somebody gets it.
        #expect(conversation.assignee == "ann")
        #expect(try await harness.services.scheduler.fireDue() == 0)
    }

    @Test func clocksStandStillWhilePending() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        harness.clock.advance(seconds: 600)
        try await harness.reply(id, "which one?", then: .pending)
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        #expect(try await harness.clock(.resolution, id).state == .paused)
        #expect(try await harness.conversation(id).nextDueAt == nil)
        harness.clock.advance(seconds: 3 * 3600)
        #expect(try await harness.services.scheduler.fireDue() == 0)
        _ = try await harness.converse(id: "m2")
        #expect(try await harness.clock(.resolution, id).dueAt == Self.after(11 * 3600))
        #expect(
            try await harness.clock(.nextResponse, id).dueAt == harness.clock.now().adding(seconds: 1800))
    }

    @Test func resolvingStopsTheClocksAndTheWindowClosesIt() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 60)
        _ = try await harness.desk.resolve(id, by: EngineHarness.admin)
        #expect(try await harness.clock(.resolution, id).state == .met)
        #expect(try await harness.clock(.firstResponse, id).state == .cancelled)
        #expect(try await harness.conversation(id).nextDueAt == nil)
        harness.clock.advance(seconds: 30 * 86_400)
        #expect(try await harness.services.scheduler.fireDue() == 1)
        let conversation = try await harness.conversation(id)
        #expect(conversation.status == .closed)
        #expect(conversation.nextTimerAt == nil)
        #expect(conversation.resolvedAt == Self.after(60))
        #expect(try await harness.last(.conversationStatus, id).at == Self.after(60 + 86_400))
    }

    @Test(arguments: ["reply", "reply after the timer", "echo"])
    func anAnswerAtTheDueInstantIsInTime(way: String) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(to: Self.after(3600))
        if way == "reply after the timer" { _ = try await harness.services.scheduler.fireDue() }
        if way == "echo" {
            try await harness.receive(.echo("here", id: "e1"))
        } else {
            try await harness.reply(id, "here")
        }
        _ = try await harness.services.scheduler.fireDue()
        let clock = try await harness.clock(.firstResponse, id)
        #expect(clock.state == .met)
        #expect(clock.breachedAt == nil)
        #expect(try await harness.types(id).contains("sla.breach") == (way == "reply after the timer"))
    }

    @Test func anAnswerAMillisecondLateIsNot() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(to: Self.after(3600).adding(milliseconds: 1))
        try await harness.reply(id, "here")
        #expect(try await harness.clock(.firstResponse, id).state == .breached)
        #expect(try await harness.last(.slaBreach, id).at == Self.after(3600))
    }

    @Test(arguments: [true, false]) func aReplyThatFailedDidNotAnswer(byReceipt: Bool) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 600)
        if !byReceipt { try harness.chat.script(.failure(.permanent)) }
        let reply = try await harness.reply(id, "hello")
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        harness.clock.advance(seconds: 600)
        _ = try await harness.services.sender.sendDue()
        if byReceipt { try await harness.receive(.receipt("out-\(reply)", .failed, error: "number is gone")) }
        let clock = try await harness.clock(.firstResponse, id)
        #expect(clock.state == .running)
        #expect(clock.dueAt == Self.after(3600))
        #expect(try await harness.conversation(id).waitingSince == EngineHarness.start)
        #expect(try await harness.conversation(id).nextDueAt == Self.after(3600))
    }

    @Test func aReplyThatFailedAfterAnotherChangesNothing() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        try harness.chat.script(.failure(.permanent))
        try await harness.reply(id, "one")
        try await harness.reply(id, "two")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        #expect(try await harness.conversation(id).waitingSince == nil)
    }

    @Test func anotherPriorityBringsAnotherTarget() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 300)
        _ = try await harness.desk.setPriority(id, .urgent, by: EngineHarness.admin)
        #expect(try await harness.conversation(id).nextDueAt == Self.after(600))
        _ = try await harness.desk.setPriority(id, .low, by: EngineHarness.admin)
        #expect(try await harness.conversation(id).nextDueAt == nil)
        harness.clock.advance(seconds: 900)
        _ = try await harness.desk.setPriority(id, .urgent, by: EngineHarness.admin)
        // What the old priority never promised is counted; what is used up breaches now, not in the past.
        let due = try required(try await harness.clock(.firstResponse, id).dueAt)
        #expect(due > Self.after(600))
    }

    @Test func aSnoozeEndsByItself() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        _ = try await harness.desk.snooze(id, until: Self.after(7200), by: EngineHarness.admin)
        #expect(try await harness.conversation(id).nextTimerAt == Self.after(7200))
        harness.clock.advance(seconds: 9000)
        _ = try await harness.services.scheduler.fireDue()
        let conversation = try await harness.conversation(id)
        #expect(conversation.status == .open)
        #expect(conversation.snoozedUntil == nil)
        #expect(conversation.nextDueAt == Self.after(3 * 3600))
        let event = try await harness.last(.conversationStatus, id)
        #expect(event.at == Self.after(7200))
        #expect(event.data?.contains("snooze_ended") == true)
    }

    @Test func workingTimeIsThatOfTheCalendar() async throws {
        let harness = try await EngineHarness()
        // Friday, 16:00: one hour is left of this week.
        harness.clock.advance(seconds: 4 * 86_400 + 6 * 3600)
        let id = try await harness.converse("office")
        #expect(try await harness.conversation(id).slaPolicy == "office")
        #expect(try await harness.conversation(id).nextDueAt == Self.after(7 * 86_400))
    }

    @Test func whatIsGivenOutOnTheWayIsNotTakenBack() async throws {
        let harness = try await EngineHarness { configuration in
            configuration.policies["standard"]?.escalations = [
                EscalationStep(clock: .firstResponse, moment: .breach(offset: 0), actions: [.queue("vip")])
            ]
            configuration.queues["second"] = QueueDefinition(
                name: "second", slaPolicy: "strict", assignment: .roundRobin, agents: ["ann"])
        }
        _ = try await harness.desk.setAvailability("bob", available: false, by: EngineHarness.admin)
        for number in 1...2 {
            let full = try await harness.converse("robin", id: "m\(number)", thread: "t\(number)")
            #expect(try await harness.conversation(full).assignee == "ann")
        }
        harness.clock.advance(seconds: 3590)
        let waiting = try await harness.converse(id: "m3", thread: "t3", from: "u3")
        _ = try await harness.desk.move(waiting, to: "second", by: EngineHarness.admin)
        #expect(try await harness.conversation(waiting).assignee == nil)
        // Those of ann leave her first; then the third is served, which she was given just before.
        harness.clock.advance(seconds: 410)
        #expect(try await harness.services.scheduler.fireDue() == 3)
        #expect(try await harness.conversation(waiting).assignee == "ann")
        #expect(try await harness.types(waiting).filter { $0 == "sla.breach" }.count == 1)
        #expect(try await harness.clock(.firstResponse, waiting).breachedAt == Self.after(3590 + 300))
    }

    @Test func moreThanOneTransactionServesAllThatAreDueTogether() async throws {
        let harness = try await EngineHarness()
        for number in 1...150 { try await harness.post(.hello("hello", id: "m\(number)", thread: "t\(number)")) }
        try await harness.services.processor.drain()
        harness.clock.advance(seconds: 3600)
        #expect(try await harness.services.scheduler.fireDue() == 150)
        #expect(try await harness.count("SELECT COUNT(*) FROM events WHERE type = 'sla.breach'") == 150)
        #expect(
            try await harness.count(
                "SELECT COUNT(*) FROM clocks WHERE kind = 'first_response' AND breached_at = due_at") == 150)
        #expect(try await harness.services.scheduler.fireDue() == 0)
    }

    @Test func timersOfAPolicyThatIsGoneEnd() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let snoozed = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        _ = try await harness.desk.snooze(snoozed, until: Self.after(60), by: EngineHarness.admin)
        harness.reload { $0.policies["standard"] = nil }
        harness.clock.advance(seconds: 86_400)
        #expect(try await harness.services.scheduler.fireDue() == 2)
        #expect(try await harness.services.scheduler.fireDue() == 0)
        #expect(try await harness.conversation(id).nextTimerAt == nil)
        #expect(try await harness.conversation(snoozed).status == .open)
    }

    @Test func aQueueIsInTheOrderOfItsDeadlines() async throws {
        let harness = try await EngineHarness()
        let normal = try await harness.converse(id: "m1", thread: "t1")
        let never = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        _ = try await harness.desk.setPriority(never, .low, by: EngineHarness.admin)
        harness.clock.advance(seconds: 600)
        let urgent = try await harness.converse(id: "m3", thread: "t3", from: "u3")
        _ = try await harness.desk.setPriority(urgent, .urgent, by: EngineHarness.admin)
        let page = try await harness.desk.queue("support", page: .init())
        #expect(page.items.map(\.id) == [urgent, normal, never].map(\.rawValue))
        #expect(page.items.map(\.dueClock) == ["first_response", "first_response", nil])
    }
}
