import InboxDomain
import Testing

@Suite("ClockSet: statuses")
struct ClockSetStatusTests {
    let rules = SLARules.standard()

    @Test("a clock stands still in the policy's statuses, to the millisecond")
    func pauses() throws {
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(
            set.apply(.status(.pending), at: at("10:00:00.250"), rules: rules).map(\.what) == [.paused, .paused])
        let paused = try #require(set.clock(.resolution))
        #expect(paused.state == .paused)
        #expect(paused.dueAt == nil)
        #expect(paused.timerAt == nil)
        #expect(set.nextDueAt == nil)
        #expect(set.advance(to: at("23:00"), rules: rules).isEmpty)
        _ = set.apply(.status(.open), at: at("10:30:00.750"), rules: rules)
        #expect(set.clock(.resolution)?.dueAt == at("17:30:00.500"))
        #expect(set.clock(.firstResponse)?.dueAt == at("13:30:00.500"))
        #expect(set.clock(.resolution)?.pausedTotal == 30 * minute + 500)
    }

    @Test("from one pausing status to another the pause goes on; a status that is not named pauses nothing")
    func pausingStatuses() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.status(.pending), at("10:00")), (.status(.snoozed), at("10:10"))], rules)
        #expect(set.clock(.resolution)?.isPaused == true)
        _ = set.apply(.status(.open), at: at("10:20"), rules: rules)
        #expect(set.clock(.resolution)?.dueAt == at("17:20"))

        let only = SLARules.standard(pauseIn: [.snoozed])
        var other = ClockSet.begun(at("09:00"), only)
        #expect(other.apply(.status(.pending), at: at("10:00"), rules: only).isEmpty)
    }

    @Test("pausing at the due instant is too late; pausing a millisecond before is not")
    func pauseAtDue() {
        let rules = SLARules.only(.firstResponse, .working(4 * hour))
        var late = ClockSet.begun(at("09:00"), rules)
        #expect(late.apply(.status(.pending), at: at("13:00"), rules: rules).map(\.what) == [.breached, .paused])
        #expect(late.clock(.firstResponse)?.state == .breached)
        var inTime = ClockSet.begun(at("09:00"), rules)
        _ = inTime.apply(.status(.pending), at: at("12:59:59.999"), rules: rules)
        _ = inTime.apply(.status(.open), at: at("15:00"), rules: rules)
        #expect(inTime.clock(.firstResponse)?.dueAt == at("15:00:00.001"))
    }

    @Test("a breached clock pauses too, and comes back with its old due instant")
    func pauseAfterBreach() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.status(.pending), at("14:00"))], rules)
        #expect(set.clock(.firstResponse)?.state == .breached)
        #expect(set.clock(.firstResponse)?.isPaused == true)
        #expect(set.nextDueAt == nil)
        _ = set.apply(.status(.open), at: at("15:00"), rules: rules)
        #expect(set.nextDueAt == at("13:00"))
        _ = set.apply(.agentReply, at: at("16:00"), rules: rules)
        #expect(set.clock(.firstResponse)?.usedReal == 6 * hour)
        #expect(set.clock(.firstResponse)?.pausedTotal == hour)
    }

    @Test("a customer's message ends the pause, with the status before or after it")
    func messageEndsPause() {
        for order in [[SLAEvent.customerMessage, .status(.open)], [.status(.open), .customerMessage]] {
            var set = ClockSet.begun(at("09:00"), rules)
            set.apply([(.agentReply, at("09:10")), (.status(.pending), at("10:00"))], rules)
            set.apply(order.map { ($0, at("11:00")) }, rules)
            #expect(set.clock(.resolution)?.dueAt == at("18:00"))
            #expect(set.clock(.nextResponse)?.dueAt == at("13:00"))
            #expect(set.state.status == .open)
            #expect(set.clocks.count == 3)
        }
    }

    @Test("a reply and the status that it asks for may come in either order")
    func replyAndPending() {
        var sets = [ClockSet.begun(at("09:00"), rules), ClockSet.begun(at("09:00"), rules)]
        sets[0].apply([(.agentReply, at("10:00")), (.status(.pending), at("10:00"))], rules)
        sets[1].apply([(.status(.pending), at("10:00")), (.agentReply, at("10:00"))], rules)
        #expect(
            sets[0].clocks.sorted { $0.kind.rawValue < $1.kind.rawValue }
                == sets[1].clocks.sorted { $0.kind.rawValue < $1.kind.rawValue })
        #expect(sets[0].clock(.firstResponse)?.dueAt == at("13:00"))
    }

    static let resolvesCases: [ConversationStatus] = [
        ConversationStatus.resolved, .closed,
    ]

    @Test(
        "resolving meets the resolution and cancels what was not answered",
        arguments: resolvesCases)
    func resolves(status: ConversationStatus) {
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(.status(status), at: at("10:00"), rules: rules)
        #expect(changes.summary == ["resolution.1 met 10:00:00", "first_response.1 cancelled 10:00:00"])
        #expect(set.nextDueAt == nil)
        #expect(set.nextTimerAt == nil)
        #expect(set.state.waitingSince == at("09:00"))
    }

    @Test("resolving at the due instant is in time; what was breached stays so")
    func resolveEdges() {
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(.status(.resolved), at: at("17:00"), rules: rules)
        #expect(
            changes.summary == [
                "first_response.1 breached 13:00:00", "resolution.1 met 17:00:00", "first_response.1 stopped 17:00:00",
            ])
        #expect(set.clock(.firstResponse)?.state == .breached)
    }

    @Test("reopening resumes the resolution; the time in between counts for nothing")
    func reopens() throws {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply(
            [
                (.agentReply, at("09:30")), (.status(.resolved), at("10:00")), (.status(.closed), at("11:00")),
                (.status(.open), at("15:00")),
            ], rules)
        let clock = try #require(set.clock(.resolution))
        #expect(clock.run == 1)
        #expect(clock.state == .running)
        #expect(clock.stoppedAt == nil)
        #expect(clock.dueAt == at("22:00"))
        #expect(clock.pausedTotal == 0)
        #expect(set.clock(.firstResponse)?.state == .met)
        _ = set.apply(.status(.resolved), at: at("16:00"), rules: rules)
        #expect(set.clock(.resolution)?.usedReal == 2 * hour)
    }

    @Test("reopened into a pausing status, the resolution stands")
    func reopensPaused() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply(
            [(.agentReply, at("09:30")), (.status(.resolved), at("10:00")), (.status(.pending), at("11:00"))], rules)
        #expect(set.clock(.resolution)?.isPaused == true)
        _ = set.apply(.status(.open), at: at("12:00"), rules: rules)
        #expect(set.clock(.resolution)?.dueAt == at("19:00"))
        #expect(set.clock(.resolution)?.pausedTotal == hour)
    }

    @Test("an agent who reopens takes up the wait that resolving cut off")
    func reopenedByAgent() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.status(.resolved), at("10:00")), (.status(.open), at("12:00"))], rules)
        #expect(set.clock(.firstResponse)?.run == 1)
        #expect(set.clock(.firstResponse)?.state == .running)
        #expect(set.clock(.firstResponse)?.dueAt == at("15:00"))
    }

    @Test("a message that reopens takes up the wait that resolving cut off, with the status before or after it")
    func reopenedByCustomer() {
        var sets: [ClockSet] = []
        for order in [[SLAEvent.customerMessage, .status(.open)], [.status(.open), .customerMessage]] {
            var set = ClockSet.begun(at("09:00"), rules)
            _ = set.apply(.status(.resolved), at: at("10:00"), rules: rules)
            set.apply(order.map { ($0, at("12:00")) }, rules)
            #expect(set.clock(.firstResponse)?.run == 1)
            #expect(set.clock(.firstResponse)?.dueAt == at("15:00"))
            #expect(set.clock(.firstResponse)?.pausedTotal == 0)
            #expect(set.state.waitingSince == at("09:00"))
            sets.append(set)
        }
        #expect(sets[0].clocks == sets[1].clocks)
    }

    @Test("what resolving cut off is told from what ended")
    func interrupted() throws {
        var set = ClockSet.begun(at("09:00"), rules)
        _ = set.apply(.status(.resolved), at: at("10:00"), rules: rules)
        #expect(set.isInterrupted(try #require(set.clock(.firstResponse))))
        #expect(!set.isInterrupted(try #require(set.clock(.resolution))))
        _ = set.apply(.status(.open), at: at("12:00"), rules: rules)
        #expect(!set.isInterrupted(try #require(set.clock(.firstResponse))))
    }

    @Test("a message in a closed conversation starts nothing")
    func closed() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.agentReply, at("09:30")), (.status(.closed), at("10:00"))], rules)
        #expect(set.apply(.customerMessage, at: at("11:00"), rules: rules).isEmpty)
        #expect(set.state.status == .closed)
    }

    @Test("an event with an earlier instant than the last one never takes time back")
    func lateEvent() throws {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.status(.pending), at("10:00")), (.status(.open), at("09:30"))], rules)
        let clock = try #require(set.clock(.resolution))
        #expect(clock.usedReal == hour)
        #expect(clock.pausedTotal == 0)
        #expect(clock.dueAt == at("17:00"))
    }
}
