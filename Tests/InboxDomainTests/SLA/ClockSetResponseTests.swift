import InboxDomain
import Testing

@Suite("ClockSet: responses")
struct ClockSetResponseTests {
    let rules = SLARules.standard()

    @Test("first_response runs from the first customer message to the first public reply")
    func firstResponse() throws {
        var set = ClockSet.begun(at("09:00"), rules)
        let running = try #require(set.clock(.firstResponse))
        #expect(running.state == .running)
        #expect(running.dueAt == at("13:00"))
        #expect(set.nextDueAt == at("13:00"))
        let changes = set.apply(.agentReply, at: at("10:30"), rules: rules)
        #expect(changes.summary == ["first_response.1 met 10:30:00"])
        let stopped = try #require(set.clock(.firstResponse))
        #expect(stopped.state == .met)
        #expect(stopped.stoppedAt == at("10:30"))
        #expect(stopped.usedWorking == 90 * minute)
        #expect(stopped.dueAt == at("13:00"))
        #expect(set.state.waitingSince == nil)
        #expect(set.state.hasResponded)
        #expect(set.nextDueAt == at("17:00"))
    }

    @Test("a note and an automatic reply stop nothing", arguments: [SLAEvent.agentNote, .autoReply])
    func nothingElseAnswers(event: SLAEvent) {
        var set = ClockSet.begun(at("09:00"), rules)
        let before = set.clocks
        #expect(set.apply(event, at: at("09:30"), rules: rules).isEmpty)
        #expect(set.clocks == before)
        #expect(set.state.waitingSince == at("09:00"))
    }

    @Test("what an agent writes before any customer does is no response")
    func outboundConversation() {
        var set = ClockSet()
        set.apply([(.created(.normal), at("09:00")), (.agentReply, at("09:00"))], rules)
        #expect(!set.state.hasResponded)
        _ = set.apply(.customerMessage, at: at("10:00"), rules: rules)
        #expect(set.clock(.firstResponse)?.dueAt == at("14:00"))
        #expect(set.clock(.nextResponse) == nil)
    }

    @Test("next_response runs from the oldest unanswered message; further ones do not move it")
    func nextResponse() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.agentReply, at("09:10")), (.customerMessage, at("10:00"))], rules)
        #expect(set.clock(.nextResponse)?.dueAt == at("12:00"))
        #expect(set.apply(.customerMessage, at: at("11:00"), rules: rules).isEmpty)
        #expect(set.clock(.nextResponse)?.dueAt == at("12:00"))
        #expect(set.state.waitingSince == at("10:00"))
        set.apply([(.agentReply, at("11:30")), (.customerMessage, at("11:45"))], rules)
        #expect(set.clock(.nextResponse, run: 1)?.state == .met)
        #expect(set.clock(.nextResponse, run: 2)?.dueAt == at("13:45"))
    }

    static let edgeOfDueCases: [(String, Clock.State, String?)] = [
        ("12:59:59.999", Clock.State.met, nil), ("13:00", .met, nil), ("13:00:00.001", .breached, "13:00"),
        ("18:00", .breached, "13:00"),
    ]

    @Test(
        "an answer at the due instant is met, one a millisecond later is breached at the due instant",
        arguments: edgeOfDueCases)
    func edgeOfDue(reply: String, state: Clock.State, breachedAt: String?) throws {
        var set = ClockSet.begun(at("09:00"), .only(.firstResponse, .working(4 * hour)))
        _ = set.apply(.agentReply, at: at(reply), rules: .only(.firstResponse, .working(4 * hour)))
        let clock = try #require(set.clock(.firstResponse))
        #expect(clock.state == state)
        #expect(clock.breachedAt == breachedAt.map { at($0) })
        #expect(clock.stoppedAt == at(reply))
    }

    @Test("a breach that was recorded at the due instant, or before a late answer was known of, is taken back")
    func breachTakenBack() {
        for reply in ["13:00", "12:30"] {
            var set = ClockSet.begun(at("09:00"), rules)
            #expect(set.advance(to: at("13:00"), rules: rules).summary == ["first_response.1 breached 13:00:00"])
            #expect(set.apply(.agentReply, at: at(reply), rules: rules).map(\.what) == [.met])
            #expect(set.clock(.firstResponse)?.state == .met)
            #expect(set.clock(.firstResponse)?.breachedAt == nil)
        }
    }

    @Test("a breached clock runs on, stays in the order of the queue, and keeps its verdict")
    func breachedRunsOn() {
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.advance(to: at("14:00"), rules: rules)
        #expect(changes.summary == ["first_response.1 breached 13:00:00"])
        #expect(set.nextDueAt == at("13:00"))
        #expect(set.nextTimerAt == at("17:00"))
        #expect(set.advance(to: at("15:00"), rules: rules).isEmpty)
        #expect(set.apply(.agentReply, at: at("16:00"), rules: rules).map(\.what) == [.stopped])
        #expect(set.clock(.firstResponse)?.state == .breached)
        #expect(set.clock(.firstResponse)?.usedReal == 7 * hour)
    }

    @Test("a kind without a target at this priority is not started")
    func noTarget() {
        let rules = SLARules(
            policy: SLAPolicy(
                name: "partial", calendar: "c", targets: [.high: [.firstResponse: .working(hour)], .low: [:]]),
            workingTime: AlwaysOpen())
        #expect(ClockSet.begun(at("09:00"), rules, .low).clocks.isEmpty)
        #expect(ClockSet.begun(at("09:00"), rules, .normal).clocks.isEmpty)
        #expect(ClockSet.begun(at("09:00"), rules, .high).clocks.map(\.kind) == [.firstResponse])
    }

    @Test("without a policy the state is kept, and no clock runs")
    func noPolicy() {
        var set = ClockSet()
        set.apply([(.created(.high), at("09:00")), (.customerMessage, at("09:00"))], nil)
        #expect(set.clocks.isEmpty)
        #expect(set.state == SLAState(priority: .high, waitingSince: at("09:00")))
        set.apply([(.agentReply, at("09:30")), (.status(.resolved), at("09:40"))], nil)
        #expect(set.state == SLAState(status: .resolved, priority: .high, hasResponded: true))
    }

    @Test("update runs from creation and anew from each public reply, while the conversation is active")
    func update() {
        let rules = SLARules.only(.update, .working(hour))
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(set.clock(.update)?.dueAt == at("10:00"))
        let changes = set.apply(
            [
                (.customerMessage, at("09:20")), (.agentNote, at("09:25")), (.agentReply, at("09:30")),
                (.agentReply, at("11:00")), (.status(.resolved), at("11:10")), (.agentReply, at("11:20")),
                (.status(.open), at("12:00")),
            ], rules)
        #expect(
            changes.summary == [
                "update.1 met 09:30:00", "update.2 started 09:30:00", "update.2 breached 10:30:00",
                "update.2 stopped 11:00:00", "update.3 started 11:00:00", "update.3 met 11:10:00",
                "update.4 started 12:00:00",
            ])
    }
}
