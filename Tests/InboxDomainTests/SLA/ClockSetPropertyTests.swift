import InboxDomain
import Testing

/// A generator whose numbers follow from its seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("ClockSet: invariants over random histories")
struct ClockSetPropertyTests {
    typealias History = [(event: SLAEvent, at: Instant)]

    static let seeds = Array(UInt64(1)...200)

    static func rules(_ generator: inout SeededGenerator) -> SLARules {
        let kinds: [SLATarget] = [
            .working(3 * hour), .real(5 * hour), .earlier(working: 2 * hour, real: 9 * hour),
            .later(working: hour, real: 4 * hour),
        ]
        var targets: [Priority: [ClockKind: SLATarget]] = [:]
        for priority in Priority.allCases {
            for kind in ClockKind.allCases where Int.random(in: 0..<8, using: &generator) > 0 {
                targets[priority, default: [:]][kind] = kinds.randomElement(using: &generator)
            }
        }
        let moments: [EscalationStep.Moment] = [
            .fraction(500), .fraction(900), .breach(offset: -20 * minute), .breach(offset: 0), .breach(offset: hour),
        ]
        return SLARules(
            policy: SLAPolicy(
                name: "random", calendar: "c", pauseIn: [.pending, .snoozed], targets: targets,
                outOfHoursAllowance: Bool.random(using: &generator) ? 30 * minute : 0,
                escalations: ClockKind.allCases.flatMap { kind in
                    moments.map { EscalationStep(clock: kind, moment: $0, actions: [.tag("x")]) }
                }),
            workingTime: Bool.random(using: &generator) ? AlwaysOpen() : OfficeHours())
    }

    static func history(_ generator: inout SeededGenerator, count: Int = 40) -> History {
        var now = at("07:00")
        var history: History = [(.created(.normal), now), (.customerMessage, now)]
        for _ in 0..<count {
            now = now.adding(milliseconds: Int64.random(in: 1...3 * hour, using: &generator))
            let event: SLAEvent =
                switch Int.random(in: 0..<10, using: &generator) {
                case 0..<3: .customerMessage
                case 3, 4: .agentReply
                case 5: .replyFailed
                case 6: .priority(Priority.allCases.randomElement(using: &generator) ?? .low)
                case 7: .agentNote
                default: .status([.open, .pending, .snoozed, .resolved].randomElement(using: &generator) ?? .open)
                }
            history.append((event, now))
        }
        return history
    }

    @Test("looking at the clocks in between changes neither them nor what is reported", arguments: seeds)
    func advanceIsHarmless(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let rules = Self.rules(&generator)
        var plain = ClockSet()
        var watched = ClockSet()
        var changes: ([ClockChange], [ClockChange]) = ([], [])
        for (event, instant) in Self.history(&generator) {
            changes.0 += plain.apply(event, at: instant, rules: rules)
            let last = watched.clocks.map(\.since).max() ?? instant
            if last < instant {
                let looks = (0..<3).map { _ in
                    Int64.random(in: last.milliseconds..<instant.milliseconds, using: &generator)
                }
                for look in looks.sorted() {
                    changes.1 += watched.advance(to: Instant(milliseconds: look), rules: rules)
                }
            }
            changes.1 += watched.apply(event, at: instant, rules: rules)
        }
        #expect(plain.clocks == watched.clocks)
        #expect(plain.state == watched.state)
        #expect(changes.0 == changes.1)
    }

    @Test("after every event the clocks are in order", arguments: seeds)
    func invariants(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let rules = Self.rules(&generator)
        var set = ClockSet()
        var steps: Set<String> = []
        for (event, instant) in Self.history(&generator) {
            let before = set
            let changes = set.apply(event, at: instant, rules: rules)
            #expect(changes.map(\.at) == changes.map(\.at).sorted())
            #expect(changes.allSatisfy { $0.at <= instant })
            for kind in ClockKind.allCases {
                #expect(set.clocks.count { $0.kind == kind && $0.isUnfinished } <= 1)
                let runs = set.clocks.filter { $0.kind == kind }.map(\.run)
                #expect(runs == Array(1..<runs.count + 1))
            }
            for clock in set.clocks {
                Self.check(clock, set.state, rules)
                if let old = before.clocks.first(where: { $0.kind == clock.kind && $0.run == clock.run }) {
                    #expect(clock.usedReal >= old.usedReal)
                    #expect(clock.usedWorking >= old.usedWorking)
                    #expect(clock.pausedTotal >= old.pausedTotal)
                    #expect(clock.firedSteps & old.firedSteps == old.firedSteps)
                    #expect(old == clock || changes.contains { $0.kind == clock.kind && $0.run == clock.run })
                }
            }
            for case let (change, .step(index, _)) in changes.map({ ($0, $0.what) }) {
                #expect(steps.insert("\(change.kind) \(change.run) \(index)").inserted)
            }
            #expect(set.nextTimerAt ?? .distantFuture > instant || set.nextTimerAt == instant)
        }
    }

    private static func check(_ clock: Clock, _ state: SLAState, _ rules: SLARules) {
        #expect((clock.state == .breached) == (clock.breachedAt != nil))
        #expect(clock.usedWorking <= clock.usedReal)
        if clock.isUnfinished {
            #expect(state.status.isActive)
            #expect(clock.isPaused == rules.policy.pauseIn.contains(state.status))
            #expect(clock.state == .running || clock.state == .breached || clock.isPaused)
        } else {
            #expect(clock.timerAt == nil)
            #expect(clock.state != .running && clock.state != .paused)
            if clock.state == .met, let due = clock.dueAt, let stopped = clock.stoppedAt {
                #expect(stopped <= due)
            }
        }
        if let breachedAt = clock.breachedAt, let due = clock.dueAt {
            #expect(breachedAt == due)
        }
    }

    @Test("the resolution's time is the sum of the spans in which it ran", arguments: seeds)
    func resolutionOracle(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let rules = SLARules.only(.resolution, .working(100 * hour), OfficeHours())
        var set = ClockSet()
        var (status, last) = (ConversationStatus.open, at("07:00"))
        var (working, real, paused): (Int64, Int64, Int64) = (0, 0, 0)
        for (event, instant) in Self.history(&generator) {
            if status == .open {
                working += OfficeHours().elapsed(from: last, to: instant)
                real += instant.milliseconds(since: last)
            } else if status.isActive {
                paused += instant.milliseconds(since: last)
            }
            last = instant
            switch event {
            case .status(let new): status = new
            case .customerMessage: status = .open
            default: break
            }
            _ = set.apply(event, at: instant, rules: rules)
        }
        let figures = set.clock(.resolution)?.figures(at: last, workingTime: OfficeHours())
        #expect(figures?.working == working)
        #expect(figures?.real == real)
        #expect(figures?.paused == paused)
    }
}
