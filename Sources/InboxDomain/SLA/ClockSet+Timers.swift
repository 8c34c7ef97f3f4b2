/// Breaches and escalation steps.
extension ClockSet {
    /// Fires everything whose instant is not after `limit`, in the order of time; at one instant, in that of the clocks.
    mutating func fireAll(through limit: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        while let index = indexOfFirstTimer(through: limit) {
            fireTimer(of: index, rules, &changes)
        }
    }

    private func indexOfFirstTimer(through limit: Instant) -> Int? {
        var first: (index: Int, instant: Instant)?
        for index in clocks.indices {
            if let timer = clocks[index].timerAt, timer <= limit, timer < first?.instant ?? .distantFuture {
                first = (index, timer)
            }
        }
        return first?.index
    }

    /// The same for one clock.
    mutating func fire(_ index: Int, through limit: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        while let timer = clocks[index].timerAt, timer <= limit {
            fireTimer(of: index, rules, &changes)
        }
    }

    /// The breach first, then the steps in the order of the policy.
    private mutating func fireTimer(of index: Int, _ rules: SLARules, _ changes: inout [ClockChange]) {
        guard let instant = clocks[index].timerAt else { return }
        if clocks[index].breachedAt == nil, let due = clocks[index].dueAt, due <= instant {
            breach(index, at: instant, &changes)
        }
        let clock = clocks[index]
        var fired: UInt64 = 0
        clock.forEachWaitingStep(rules) { step, escalation in
            guard let moment = clock.moment(of: escalation, rules.workingTime), moment <= instant else { return }
            fired |= 1 << UInt64(step)
            changes.append(clock.change(.step(step, escalation), at: instant))
        }
        clocks[index].firedSteps |= fired
        clocks[index].setTimer(rules)
    }

    /// The steps of one policy were written anew: those that fired stay fired, wherever they stand now, and new ones whose
    /// instant lies behind are passed over.
    mutating func carrySteps(from old: SLARules, to new: SLARules, at instant: Instant) {
        guard old.policy.escalations != new.policy.escalations else { return }
        for index in clocks.indices where clocks[index].policy == old.policy.name {
            let kind = clocks[index].kind
            let before = old.policy.escalations.filter { $0.clock == kind }.prefix(Clock.maximalSteps)
            let after = new.policy.escalations.filter { $0.clock == kind }.prefix(Clock.maximalSteps)
            var taken: Set<Int> = []
            var fired: UInt64 = 0
            for (step, escalation) in after.enumerated() {
                let match = before.enumerated().first { candidate in
                    candidate.element.moment == escalation.moment && !taken.contains(candidate.offset)
                }
                if let match {
                    taken.insert(match.offset)
                    if clocks[index].firedSteps & (1 << UInt64(match.offset)) != 0 { fired |= 1 << UInt64(step) }
                } else if clocks[index].isUnfinished, !clocks[index].isPaused,
                    clocks[index].moment(of: escalation, old.workingTime).map({ $0 <= instant }) ?? false
                {
                    fired |= 1 << UInt64(step)
                }
            }
            clocks[index].firedSteps = fired
        }
    }

    mutating func breach(_ index: Int, at instant: Instant, _ changes: inout [ClockChange]) {
        clocks[index].state = .breached
        clocks[index].breachedAt = instant
        changes.append(clocks[index].change(.breached, at: instant))
    }
}

extension Clock {
    func change(_ what: ClockChange.What, at instant: Instant) -> ClockChange {
        ClockChange(kind: kind, run: run, what: what, at: instant, dueAt: dueAt)
    }
}
