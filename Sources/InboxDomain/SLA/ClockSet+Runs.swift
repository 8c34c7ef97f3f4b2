/// What can be done to one clock.
extension ClockSet {
    func indexOfUnfinished(_ kind: ClockKind) -> Int? {
        clocks.lastIndex { $0.kind == kind && $0.isUnfinished }
    }

    private func pauses(_ rules: SLARules) -> Bool {
        rules.policy.pauseIn.contains(state.status)
    }

    /// Starts a new run, unless one is unfinished or the policy has no such target.
    mutating func start(
        _ kind: ClockKind, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        guard let target = rules.policy.target(for: kind, at: state.priority), indexOfUnfinished(kind) == nil else {
            return
        }
        let run = clocks.reduce(0) { $1.kind == kind ? max($0, $1.run) : $0 } + 1
        var clock = Clock(
            kind: kind, run: run, policy: rules.policy.name, target: target,
            allowance: allowance(for: target, at: instant, rules), startedAt: instant, since: instant)
        if pauses(rules) {
            clock.state = .paused
        } else {
            clock.schedule(rules)
        }
        clocks.append(clock)
        changes.append(clock.change(.started, at: instant))
        fire(clocks.count - 1, through: instant, rules, &changes)
    }

    private func allowance(for target: SLATarget, at instant: Instant, _ rules: SLARules) -> Int64 {
        if case .real = target { return 0 }
        guard rules.policy.outOfHoursAllowance > 0, !rules.workingTime.isOpen(at: instant) else { return 0 }
        return rules.policy.outOfHoursAllowance
    }

    /// Stops a clock because what it measures was done.
    mutating func finish(_ index: Int, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        var clock = clocks[index]
        let wasPaused = clock.isPaused
        clock.bringUpToDate(to: instant, rules.workingTime)
        if wasPaused {
            // As though it had been resumed at this instant: whether the pause ends just before or just after the
            // answer must not matter.
            clock.dueAt = clock.breachedAt ?? clock.instant(ofShare: 1000, rules.workingTime)
        }
        if let breachedAt = clock.breachedAt, instant <= breachedAt {
            clock.breachedAt = nil
        }
        clock.state = clock.breachedAt == nil ? .met : .breached
        clock.stoppedAt = instant
        clock.timerAt = nil
        clocks[index] = clock
        changes.append(clock.change(clock.state == .met ? .met : .stopped, at: instant))
    }

    /// Ends every clock because no policy applies any more. What fell due before had its breach.
    mutating func cancelAll(at instant: Instant, _ changes: inout [ClockChange]) {
        let overdue = clocks.indices.filter { index in
            let clock = clocks[index]
            return clock.isUnfinished && clock.breachedAt == nil && clock.dueAt ?? .distantFuture <= instant
        }
        for index in overdue.sorted(by: { clocks[$0].dueAt ?? instant < clocks[$1].dueAt ?? instant }) {
            breach(index, at: clocks[index].dueAt ?? instant, &changes)
        }
        for index in clocks.indices where clocks[index].isUnfinished {
            cancel(index, at: instant, nil, &changes)
        }
    }

    /// Ends a clock because nothing is owed any more. Without rules the working time since `since` cannot be known, and
    /// is left out.
    mutating func cancel(_ index: Int, at instant: Instant, _ rules: SLARules?, _ changes: inout [ClockChange]) {
        if let rules {
            fire(index, through: instant, rules, &changes)
            clocks[index].bringUpToDate(to: instant, rules.workingTime)
        }
        clocks[index].stoppedAt = instant
        clocks[index].timerAt = nil
        if clocks[index].breachedAt == nil {
            clocks[index].state = .cancelled
        }
        clocks[index].dueAt = clocks[index].breachedAt ?? clocks[index].dueAt
        let what = clocks[index].breachedAt == nil ? ClockChange.What.cancelled : .stopped
        changes.append(clocks[index].change(what, at: instant))
    }

    mutating func pause(_ index: Int, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        guard !clocks[index].isPaused else { return }
        fire(index, through: instant, rules, &changes)
        clocks[index].bringUpToDate(to: instant, rules.workingTime)
        stand(index)
        changes.append(clocks[index].change(.paused, at: instant))
    }

    /// Makes a clock stand still, without a word.
    private mutating func stand(_ index: Int) {
        if clocks[index].breachedAt == nil {
            clocks[index].state = .paused
        }
        clocks[index].dueAt = nil
        clocks[index].timerAt = nil
    }

    mutating func resume(_ index: Int, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        guard clocks[index].isPaused else { return }
        clocks[index].bringUpToDate(to: instant, rules.workingTime)
        run(index, .resumed, at: instant, rules, &changes)
    }

    /// Lets a clock run from `since` on, and fires what that brings at once.
    private mutating func run(
        _ index: Int, _ what: ClockChange.What, at instant: Instant, _ rules: SLARules,
        _ changes: inout [ClockChange]
    ) {
        clocks[index].state = clocks[index].breachedAt == nil ? .running : .breached
        clocks[index].schedule(rules)
        changes.append(clocks[index].change(what, at: instant))
        fire(index, through: instant, rules, &changes)
    }

    /// Lets a stopped clock go on, under the target of the day. `countsGap` says whether the time since its stop counts
    /// as used.
    mutating func revive(
        _ index: Int, as what: ClockChange.What, countsGap: Bool, at instant: Instant, _ rules: SLARules,
        _ changes: inout [ClockChange]
    ) {
        guard let target = rules.policy.target(for: clocks[index].kind, at: state.priority) else { return }
        unstop(index)
        if countsGap {
            clocks[index].bringUpToDate(to: instant, rules.workingTime)
        }
        clocks[index].since = max(clocks[index].since, instant)
        adopt(index, target, stands: pauses(rules), what, at: instant, rules, &changes)
    }

    /// Takes the stop of a clock back; it counts from `since` as running.
    mutating func unstop(_ index: Int) {
        clocks[index].stoppedAt = nil
        clocks[index].state = clocks[index].breachedAt == nil ? .running : .breached
        clocks[index].dueAt = clocks[index].breachedAt ?? clocks[index].dueAt
    }

    /// Puts a running or paused clock under another target.
    mutating func retarget(
        _ index: Int, isNewPolicy: Bool, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        guard let target = rules.policy.target(for: clocks[index].kind, at: state.priority) else {
            cancel(index, at: instant, rules, &changes)
            return
        }
        guard isNewPolicy || target != clocks[index].target && clocks[index].breachedAt == nil else { return }
        fire(index, through: instant, rules, &changes)
        let isPaused = clocks[index].isPaused
        clocks[index].bringUpToDate(to: instant, rules.workingTime)
        // A new policy may pause in other statuses than the old one.
        let willPause = isNewPolicy ? pauses(rules) : isPaused
        adopt(index, target, stands: willPause, .retargeted, at: instant, rules, &changes)
    }

    /// Sets the target and policy of a clock that is up to date, and lets it run or stand from here. What is used up
    /// already breaches now, standing or not.
    private mutating func adopt(
        _ index: Int, _ target: SLATarget, stands: Bool, _ what: ClockChange.What, at instant: Instant,
        _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        let wasBreached = clocks[index].breachedAt != nil
        if !wasBreached {
            clocks[index].target = target
        }
        if clocks[index].policy != rules.policy.name {
            clocks[index].enter(rules.policy.name)
            clocks[index].schedule(rules)
            passOver(index, wasBreached: wasBreached, at: instant, rules)
        }
        guard stands else {
            run(index, what, at: instant, rules, &changes)
            return
        }
        let isUsedUp = clocks[index].isUsedUp
        stand(index)
        changes.append(clocks[index].change(what, at: instant))
        if !wasBreached, isUsedUp {
            breach(index, at: instant, &changes)
        }
    }

    /// Marks the steps that lie behind at the change of policy. Those at and after the breach do not, where it is this
    /// very change that breaches.
    private mutating func passOver(_ index: Int, wasBreached: Bool, at instant: Instant, _ rules: SLARules) {
        let clock = clocks[index]
        var passed: UInt64 = 0
        clock.forEachWaitingStep(rules) { step, escalation in
            guard wasBreached || escalation.moment.isBeforeBreach,
                let moment = clock.moment(of: escalation, rules.workingTime), moment <= instant
            else { return }
            passed |= 1 << UInt64(step)
        }
        clocks[index].firedSteps |= passed
    }
}

extension Clock {
    /// Comes under another policy, and takes up again what fired under it before.
    fileprivate mutating func enter(_ policy: String) {
        if firedSteps != 0 { firedBefore[self.policy] = firedSteps }
        self.policy = policy
        firedSteps = firedBefore.removeValue(forKey: policy) ?? 0
    }

    /// Whether nothing of the target is left.
    var isUsedUp: Bool {
        switch target {
        case .working(let working): usedWorking >= working + allowance
        case .real(let real): usedReal >= real
        case .earlier(let working, let real): usedWorking >= working + allowance || usedReal >= real
        case .later(let working, let real): usedWorking >= working + allowance && usedReal >= real
        }
    }
}

extension EscalationStep.Moment {
    fileprivate var isBeforeBreach: Bool {
        switch self {
        case .fraction(let share): share < 1000
        case .breach(let offset): offset < 0
        }
    }
}
