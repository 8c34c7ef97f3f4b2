import InboxDomain
import Testing

@Suite("ClockSet: replies that failed")
struct ClockSetFailedReplyTests {
    let rules = SLARules.standard()

    @Test("a failed reply re-arms the clock, and the time until the failure counts")
    func rearms() throws {
        var set = ClockSet.begun(at("09:00"), rules)
        _ = set.apply(.agentReply, at: at("10:00"), rules: rules)
        let changes = set.apply(.replyFailed, at: at("11:00"), rules: rules)
        #expect(changes.summary == ["first_response.1 rearmed 11:00:00"])
        let clock = try #require(set.clock(.firstResponse))
        #expect(clock.state == .running)
        #expect(clock.dueAt == at("13:00"))
        #expect(clock.usedWorking == 2 * hour)
        #expect(set.state == SLAState(waitingSince: at("09:00")))
        _ = set.apply(.agentReply, at: at("12:00"), rules: rules)
        #expect(set.clock(.firstResponse)?.state == .met)
        #expect(set.clock(.firstResponse)?.usedWorking == 3 * hour)
    }

    @Test("what is used up by then breaches at the failure, never in the past")
    func breachesAtFailure() {
        var set = ClockSet.begun(at("09:00"), rules)
        _ = set.apply(.agentReply, at: at("12:00"), rules: rules)
        let changes = set.apply(.replyFailed, at: at("14:00"), rules: rules)
        #expect(changes.summary == ["first_response.1 rearmed 14:00:00", "first_response.1 breached 14:00:00"])
        #expect(set.clock(.firstResponse)?.dueAt == at("14:00"))
    }

    @Test("a next_response that began meanwhile gives way to the older wait")
    func givesWay() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.agentReply, at("10:00")), (.customerMessage, at("10:30"))], rules)
        let changes = set.apply(.replyFailed, at: at("11:00"), rules: rules)
        #expect(changes.summary == ["next_response.1 cancelled 11:00:00", "first_response.1 rearmed 11:00:00"])
        #expect(set.state == SLAState(waitingSince: at("09:00")))
    }

    @Test("a failed later reply re-arms its own run")
    func rearmsNextResponse() {
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply(
            [
                (.agentReply, at("09:10")), (.customerMessage, at("10:00")), (.agentReply, at("10:30")),
                (.customerMessage, at("10:40")), (.replyFailed, at("11:00")),
            ], rules)
        #expect(set.clock(.nextResponse, run: 1)?.dueAt == at("12:00"))
        #expect(set.clock(.nextResponse, run: 2)?.state == .cancelled)
        #expect(set.state.waitingSince == at("10:00"))
        #expect(set.state.hasResponded)
        set.apply([(.agentReply, at("11:30")), (.customerMessage, at("11:40"))], rules)
        #expect(set.clock(.nextResponse, run: 1)?.state == .met)
        #expect(set.clock(.nextResponse, run: 3)?.dueAt == at("13:40"))
    }

    @Test("while pending it stands re-armed; while resolved it waits for the reopening")
    func inactive() {
        var pending = ClockSet.begun(at("09:00"), rules)
        pending.apply(
            [(.agentReply, at("10:00")), (.status(.pending), at("10:00")), (.replyFailed, at("11:00"))], rules)
        #expect(pending.clock(.firstResponse)?.state == .paused)
        #expect(pending.clock(.firstResponse)?.usedWorking == 2 * hour)
        _ = pending.apply(.status(.open), at: at("12:00"), rules: rules)
        #expect(pending.clock(.firstResponse)?.dueAt == at("14:00"))

        var resolved = ClockSet.begun(at("09:00"), rules)
        resolved.apply(
            [(.agentReply, at("10:00")), (.status(.resolved), at("10:00")), (.replyFailed, at("11:00"))], rules)
        #expect(resolved.clock(.firstResponse)?.state == .cancelled)
        _ = resolved.apply(.status(.open), at: at("12:00"), rules: rules)
        #expect(resolved.clock(.firstResponse)?.state == .running)
        #expect(resolved.clock(.firstResponse)?.dueAt == at("14:00"))
    }

    @Test("failure and reopening at one instant may come in either order")
    func orderWithReopening() {
        var sets = [ClockSet.begun(at("09:00"), rules), ClockSet.begun(at("09:00"), rules)]
        let events: [(SLAEvent, Instant)] = [(.replyFailed, at("11:00")), (.status(.open), at("11:00"))]
        for index in sets.indices {
            sets[index].apply([(.agentReply, at("10:00")), (.status(.resolved), at("10:00"))], rules)
            sets[index].apply(index == 0 ? events : events.reversed(), rules)
        }
        #expect(sets[0].clocks == sets[1].clocks)
        #expect(sets[0].state == sets[1].state)
        #expect(sets[0].clock(.firstResponse)?.dueAt == at("13:00"))
    }

    @Test("nothing happens where no reply had stopped a clock")
    func nothingToRearm() {
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(set.apply(.replyFailed, at: at("10:00"), rules: rules).isEmpty)
    }
}
