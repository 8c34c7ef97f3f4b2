import InboxDomain
import Testing

@Suite("ClockSet: escalations")
struct ClockSetEscalationTests {
    static func step(_ moment: EscalationStep.Moment, _ clock: ClockKind = .firstResponse) -> EscalationStep {
        EscalationStep(clock: clock, moment: moment, actions: [.tag("late")])
    }

    let rules = SLARules.only(
        .firstResponse, .working(4 * hour),
        escalations: [
            step(.fraction(750)), step(.breach(offset: -30 * minute)), step(.breach(offset: 0)),
            step(.breach(offset: hour)), step(.fraction(500), .resolution),
        ])

    @Test("steps fire once, at their true instants, in the order of time")
    func order() {
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(set.nextTimerAt == at("12:00"))
        let changes = set.advance(to: at("20:00"), rules: rules)
        #expect(
            changes.summary == [
                "first_response.1 step 0 12:00:00", "first_response.1 step 1 12:30:00",
                "first_response.1 breached 13:00:00", "first_response.1 step 2 13:00:00",
                "first_response.1 step 3 14:00:00",
            ])
        #expect(set.nextTimerAt == nil)
        #expect(set.advance(to: at("21:00"), rules: rules).isEmpty)
    }

    @Test("advancing one timer at a time gives the same")
    func oneByOne() {
        var all = ClockSet.begun(at("09:00"), rules)
        var single = all
        let expected = all.advance(to: at("20:00"), rules: rules)
        var changes: [ClockChange] = []
        while let timer = single.nextTimerAt {
            changes += single.advance(to: timer, rules: rules)
        }
        #expect(changes == expected)
        #expect(single.clocks == all.clocks)
    }

    @Test("an answer leaves the rest unfired, and the next run begins anew")
    func newRun() {
        let rules = SLARules.only(
            .nextResponse, .working(2 * hour), escalations: [Self.step(.fraction(500), .nextResponse)])
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(
            [
                (.agentReply, at("09:10")), (.customerMessage, at("10:00")), (.agentReply, at("11:30")),
                (.customerMessage, at("12:00")), (.agentNote, at("13:30")),
            ], rules)
        #expect(
            changes.summary == [
                "next_response.1 started 10:00:00", "next_response.1 step 0 11:00:00", "next_response.1 met 11:30:00",
                "next_response.2 started 12:00:00", "next_response.2 step 0 13:00:00",
            ])
    }

    @Test("a step that fell into a pause fires at its end, a fired one not again")
    func pause() {
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(
            [
                (.agentNote, at("12:10")), (.status(.pending), at("12:15")), (.status(.open), at("15:00")),
                (.status(.pending), at("15:50")), (.status(.open), at("20:00")),
            ], rules)
        #expect(
            changes.summary == [
                "first_response.1 step 0 12:00:00", "first_response.1 paused 12:15:00",
                "first_response.1 resumed 15:00:00", "first_response.1 step 1 15:15:00",
                "first_response.1 breached 15:45:00", "first_response.1 step 2 15:45:00",
                "first_response.1 paused 15:50:00", "first_response.1 resumed 20:00:00",
                "first_response.1 step 3 20:00:00",
            ])
    }

    @Test("what another priority brings into reach fires at the change")
    func priorityChange() {
        let rules = SLARules.standard(
            escalations: [Self.step(.fraction(750)), Self.step(.breach(offset: 0))])
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(
            set.apply(.priority(.urgent), at: at("10:45"), rules: rules).summary.suffix(2) == [
                "first_response.1 retargeted 10:45:00", "first_response.1 step 0 10:45:00",
            ])
        #expect(
            set.advance(to: at("12:00"), rules: rules).summary == [
                "first_response.1 breached 11:00:00", "first_response.1 step 1 11:00:00",
            ])
    }

    @Test("under another policy, steps that lie behind do not fire; its breach does")
    func policyChange() {
        let other = SLARules.only(
            .firstResponse, .working(3 * hour),
            escalations: [Self.step(.fraction(100)), Self.step(.fraction(900)), Self.step(.breach(offset: 0))],
            name: "other")
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(
            set.changePolicy(from: rules, to: other, at: at("11:00")).summary == [
                "first_response.1 retargeted 11:00:00"
            ])
        #expect(
            set.advance(to: at("13:00"), rules: other).summary == [
                "first_response.1 step 1 11:42:00", "first_response.1 breached 12:00:00",
                "first_response.1 step 2 12:00:00",
            ])
        var used = ClockSet.begun(at("09:00"), rules)
        #expect(
            used.changePolicy(from: rules, to: other, at: at("12:45")).summary == [
                "first_response.1 step 0 12:00:00", "first_response.1 step 1 12:30:00",
                "first_response.1 retargeted 12:45:00", "first_response.1 breached 12:45:00",
                "first_response.1 step 2 12:45:00",
            ])
    }

    @Test("the same policy read anew fires nothing twice")
    func reload() {
        var set = ClockSet.begun(at("09:00"), rules)
        _ = set.advance(to: at("12:10"), rules: rules)
        #expect(
            set.changePolicy(from: rules, to: rules, at: at("12:10")).summary == [
                "first_response.1 retargeted 12:10:00"
            ]
        )
        #expect(set.nextTimerAt == at("12:30"))
    }

    @Test("back under a policy that was left, what fired under it does not fire again, however far ahead it is now")
    func backUnderAnEarlierPolicy() {
        let other = SLARules.only(
            .firstResponse, .working(8 * hour), escalations: [Self.step(.fraction(500))], name: "other")
        let longer = SLARules.only(
            .firstResponse, .working(40 * hour), escalations: rules.policy.escalations, name: rules.policy.name)
        var set = ClockSet.begun(at("09:00"), rules)
        // Three quarters of four hours.
        #expect(set.advance(to: at("12:00"), rules: rules).summary == ["first_response.1 step 0 12:00:00"])
        _ = set.changePolicy(from: rules, to: other, at: at("12:10"))
        #expect(set.advance(to: at("13:00"), rules: other).summary == ["first_response.1 step 0 13:00:00"])
        _ = set.changePolicy(from: other, to: longer, at: at("13:10"))
        // Three quarters of forty hours would be at 15:00 on the next day.
        #expect(set.advance(to: at("16:00", day: 3), rules: longer).summary == [])
        #expect(set.nextTimerAt == at("00:30", day: 4))
        #expect(set.clock(.firstResponse)?.firedBefore == ["other": 1])
    }

    @Test("shares of a target of both kinds follow the same rule as the target")
    func shares() {
        func timer(_ target: SLATarget) -> Instant? {
            let rules = SLARules.only(
                .firstResponse, target, OfficeHours(), escalations: [Self.step(.fraction(500))])
            return ClockSet.begun(at("16:00"), rules).nextTimerAt
        }
        #expect(timer(.earlier(working: 4 * hour, real: 8 * hour)) == at("20:00"))
        #expect(timer(.later(working: 4 * hour, real: 8 * hour)) == at("10:00", day: 3))
        #expect(timer(.real(8 * hour)) == at("20:00"))
    }

    @Test("steps past the 64th of a kind have no bit, and never fire")
    func tooMany() {
        let rules = SLARules.only(
            .firstResponse, .real(hour), escalations: (1...70).map { Self.step(.breach(offset: Int64($0))) })
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(set.advance(to: at("11:00"), rules: rules).count == 65)
        #expect(set.nextTimerAt == nil)
    }
}
