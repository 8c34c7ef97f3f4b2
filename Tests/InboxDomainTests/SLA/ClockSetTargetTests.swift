import InboxDomain
import Testing

@Suite("ClockSet: targets")
struct ClockSetTargetTests {
    static let dueInstantsCases: [(SLATarget, Instant)] = [
        // From Monday 16:00, an hour before closing.
        (SLATarget.working(30 * minute), at("16:30")), (.working(hour), at("17:00")),
        (.working(hour + 1), at("09:00:00.001", day: 3)), (.working(3 * hour), at("11:00", day: 3)),
        (.real(3 * hour), at("19:00")), (.earlier(working: 3 * hour, real: 4 * hour), at("20:00")),
        (.earlier(working: hour, real: 4 * hour), at("17:00")),
        (.later(working: 3 * hour, real: 4 * hour), at("11:00", day: 3)),
        (.later(working: hour, real: 4 * hour), at("20:00")),
    ]

    @Test(
        "a target counts working time, real time, or the earlier or later of both",
        arguments: dueInstantsCases)
    func dueInstants(target: SLATarget, due: Instant) {
        let set = ClockSet.begun(at("16:00"), .only(.firstResponse, target, OfficeHours()))
        #expect(set.nextDueAt == due)
    }

    @Test("the allowance is added once to working time where the clock starts out of hours")
    func allowance() {
        func due(_ target: SLATarget, from start: Instant) -> Instant? {
            ClockSet.begun(start, .only(.firstResponse, target, OfficeHours(), allowance: hour)).nextDueAt
        }
        #expect(due(.working(2 * hour), from: at("20:00")) == at("12:00", day: 3))
        #expect(due(.working(2 * hour), from: at("10:00")) == at("12:00"))
        #expect(due(.working(2 * hour), from: at("17:00")) == at("12:00", day: 3))
        #expect(due(.real(2 * hour), from: at("20:00")) == at("22:00"))
        #expect(due(.earlier(working: hour, real: 20 * hour), from: at("20:00")) == at("11:00", day: 3))
    }

    @Test("a pause over night uses no working time, and the allowance survives it")
    func pauseInWorkingTime() {
        let rules = SLARules.only(.firstResponse, .working(2 * hour), OfficeHours(), allowance: hour)
        var set = ClockSet.begun(at("08:00"), rules)
        set.apply([(.status(.pending), at("10:00")), (.status(.open), at("08:00", day: 3))], rules)
        #expect(set.nextDueAt == at("11:00", day: 3))
    }

    @Test("where the calendar never opens a clock runs and is never due")
    func neverDue() {
        let rules = SLARules.only(.firstResponse, .working(hour), NeverOpen())
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(set.nextDueAt == nil)
        #expect(set.nextTimerAt == nil)
        _ = set.apply(.agentReply, at: at("09:00", day: 9), rules: rules)
        #expect(set.clock(.firstResponse)?.state == .met)
        let either = SLARules.only(.firstResponse, .earlier(working: hour, real: hour), NeverOpen())
        #expect(ClockSet.begun(at("09:00"), either).nextDueAt == at("10:00"))
        let both = SLARules.only(.firstResponse, .later(working: hour, real: hour), NeverOpen())
        #expect(ClockSet.begun(at("09:00"), both).nextDueAt == nil)
    }

    @Test("under another priority the time used stays used")
    func priorityChange() throws {
        let rules = SLARules.standard()
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(.priority(.urgent), at: at("10:00"), rules: rules)
        #expect(changes.map(\.dueAt) == [at("13:00"), at("11:00")])
        #expect(changes.map(\.what) == [.retargeted, .retargeted])
        #expect(try #require(set.clock(.firstResponse)).usedWorking == hour)
        #expect(set.apply(.priority(.urgent), at: at("10:10"), rules: rules).isEmpty)
        _ = set.apply(.priority(.low), at: at("10:30"), rules: rules)
        #expect(set.nextDueAt == at("13:00"))
    }

    @Test("a new target that is used up breaches at the change, and a breach stands")
    func usedUp() {
        let rules = SLARules.standard()
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(.priority(.urgent), at: at("12:00"), rules: rules)
        #expect(
            changes.summary == [
                "resolution.1 retargeted 12:00:00", "first_response.1 retargeted 12:00:00",
                "first_response.1 breached 12:00:00",
            ])
        #expect(set.clock(.firstResponse)?.breachedAt == at("12:00"))
        #expect(set.nextDueAt == at("12:00"))
        _ = set.apply(.priority(.low), at: at("12:10"), rules: rules)
        #expect(set.clock(.firstResponse)?.state == .breached)
        #expect(set.clock(.firstResponse)?.target == .working(2 * hour))
    }

    @Test("a paused clock whose new target is used up breaches at the change, standing")
    func usedUpWhilePaused() {
        let rules = SLARules.standard()
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply([(.status(.pending), at("12:00")), (.priority(.urgent), at("14:00"))], rules)
        #expect(set.clock(.firstResponse)?.breachedAt == at("14:00"))
        #expect(set.clock(.firstResponse)?.isPaused == true)
        #expect(set.clock(.resolution)?.state == .paused)
    }

    @Test("a kind that loses its target is cancelled, and goes on where it was when it gets one again")
    func targetComesAndGoes() {
        var policy = SLARules.standard().policy
        policy.targets[.low] = [.resolution: .working(8 * hour)]
        let rules = SLARules(policy: policy, workingTime: AlwaysOpen())
        var set = ClockSet.begun(at("09:00"), rules)
        #expect(
            set.apply(.priority(.low), at: at("10:00"), rules: rules).summary == ["first_response.1 cancelled 10:00:00"]
        )
        #expect(
            set.apply(.priority(.high), at: at("12:00"), rules: rules).summary == ["first_response.1 resumed 12:00:00"])
        #expect(set.clock(.firstResponse)?.dueAt == at("15:00"))
    }

    @Test("a kind that gets a target while a customer waits starts at the change, with nothing used")
    func targetAppears() {
        var policy = SLARules.standard().policy
        policy.targets[.low] = [:]
        let rules = SLARules(policy: policy, workingTime: AlwaysOpen())
        var set = ClockSet.begun(at("09:00"), rules, .low)
        #expect(set.clocks.isEmpty)
        let changes = set.apply(.priority(.normal), at: at("10:00"), rules: rules)
        #expect(changes.summary == ["resolution.1 started 10:00:00", "first_response.1 started 10:00:00"])
    }

    @Test("a change of policy counts the time before it under the old calendar")
    func policyChange() throws {
        let old = SLARules.only(.resolution, .working(8 * hour), OfficeHours(), name: "office")
        let new = SLARules.only(.resolution, .working(6 * hour), AlwaysOpen(), name: "always")
        var set = ClockSet.begun(at("16:00"), old)
        let changes = set.changePolicy(from: old, to: new, at: at("20:00"))
        #expect(changes.summary == ["resolution.1 retargeted 20:00:00"])
        let clock = try #require(set.clock(.resolution))
        #expect(clock.usedWorking == hour)
        #expect(clock.usedReal == 4 * hour)
        #expect(clock.policy == "always")
        #expect(clock.dueAt == at("01:00", day: 3))
    }

    @Test("a change of policy fires first what fell due under the old one")
    func policyChangeAfterBreach() {
        let old = SLARules.only(.resolution, .working(hour), name: "old")
        let new = SLARules.only(.resolution, .working(9 * hour), name: "new")
        var set = ClockSet.begun(at("09:00"), old)
        #expect(
            set.changePolicy(from: old, to: new, at: at("12:00")).summary == [
                "resolution.1 breached 10:00:00", "resolution.1 retargeted 12:00:00",
            ])
        #expect(set.clock(.resolution)?.dueAt == at("10:00"))
    }

    @Test("a new policy may pause where the old one did not, and the other way round")
    func policyChangesPause() {
        let pausing = SLARules.only(.resolution, .working(8 * hour), pauseIn: [.pending], name: "a")
        let running = SLARules.only(.resolution, .working(8 * hour), pauseIn: [], name: "b")
        var set = ClockSet.begun(at("09:00"), pausing)
        _ = set.apply(.status(.pending), at: at("10:00"), rules: pausing)
        _ = set.changePolicy(from: pausing, to: running, at: at("11:00"))
        #expect(set.clock(.resolution)?.dueAt == at("18:00"))
        _ = set.changePolicy(from: running, to: pausing, at: at("12:00"))
        #expect(set.clock(.resolution)?.isPaused == true)
        _ = set.apply(.status(.open), at: at("13:00"), rules: pausing)
        #expect(set.clock(.resolution)?.dueAt == at("19:00"))
    }

    @Test("without a policy the clocks are cancelled, after the breaches that came before; with one they go on")
    func policyGoes() {
        let rules = SLARules.standard()
        var set = ClockSet.begun(at("09:00"), rules)
        let changes = set.apply(.policyChanged, at: at("14:00"), rules: nil)
        #expect(
            changes.summary == [
                "first_response.1 breached 13:00:00", "resolution.1 cancelled 14:00:00",
                "first_response.1 stopped 14:00:00",
            ])
        #expect(set.nextTimerAt == nil)
        var other = ClockSet.begun(at("09:00"), rules)
        _ = other.changePolicy(from: rules, to: nil, at: at("10:00"))
        _ = other.changePolicy(from: nil, to: rules, at: at("12:00"))
        #expect(other.clock(.firstResponse)?.dueAt == at("15:00"))
        #expect(other.clock(.resolution)?.dueAt == at("19:00"))
    }

    @Test("figures give the time used and paused at any instant")
    func figures() throws {
        let rules = SLARules.only(.resolution, .working(8 * hour), OfficeHours())
        var set = ClockSet.begun(at("16:00"), rules)
        let running = try #require(set.clock(.resolution)).figures(at: at("19:00"), workingTime: OfficeHours())
        #expect(running == (hour, 3 * hour, 0))
        _ = set.apply(.status(.pending), at: at("16:30"), rules: rules)
        let paused = try #require(set.clock(.resolution)).figures(at: at("19:00"), workingTime: OfficeHours())
        #expect(paused == (30 * minute, 30 * minute, 150 * minute))
        _ = set.apply(.status(.resolved), at: at("20:00"), rules: rules)
        let stopped = try #require(set.clock(.resolution)).figures(at: at("23:00"), workingTime: OfficeHours())
        #expect(stopped == (30 * minute, 30 * minute, 210 * minute))
    }
}
