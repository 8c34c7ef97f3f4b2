/// How a clock counts. Nothing here decides; `ClockSet` does.
extension Clock {
    /// Escalation steps past this many of one kind have no bit in `firedSteps` and never fire.
    package static let maximalSteps = 64

    /// Whether it still counts, or will again after a pause.
    package var isUnfinished: Bool { stoppedAt == nil }

    /// Whether it stands still for now. A breached clock stays `breached` while it is paused: what tells is that it has
    /// no due instant then.
    package var isPaused: Bool { stoppedAt == nil && (state == .paused || state == .breached && dueAt == nil) }

    /// The time used and paused up to `now`, milliseconds; of a clock that has stopped, up to its stop.
    package func figures(
        at now: Instant, workingTime: any WorkingTime
    ) -> (working: Int64, real: Int64, paused: Int64) {
        var copy = self
        if isUnfinished {
            copy.bringUpToDate(to: now, workingTime)
        }
        return (copy.usedWorking, copy.usedReal, copy.pausedTotal)
    }

    /// Adds what passed since `since` to the figures. An instant before `since` changes nothing: clocks never run back.
    mutating func bringUpToDate(to instant: Instant, _ workingTime: any WorkingTime) {
        guard instant > since else { return }
        let passed = instant.milliseconds(since: since)
        if isPaused {
            pausedTotal += passed
        } else {
            usedWorking += workingTime.elapsed(from: since, to: instant)
            usedReal += passed
        }
        since = instant
    }

    /// The instant by which this share of the target, in thousandths, is used, for a clock that runs on from `since`:
    /// `since` itself where that much is used already, nil where the calendar never has as much.
    func instant(ofShare share: Int, _ workingTime: any WorkingTime) -> Instant? {
        switch target {
        case .working(let working):
            return instant(ofShare: share, working: working, workingTime)
        case .real(let real):
            return instant(ofShare: share, real: real)
        case .earlier(let working, let real):
            let byReal = instant(ofShare: share, real: real)
            guard let byWorking = instant(ofShare: share, working: working, workingTime) else { return byReal }
            return byReal.map { min($0, byWorking) } ?? byWorking
        case .later(let working, let real):
            guard let byReal = instant(ofShare: share, real: real),
                let byWorking = instant(ofShare: share, working: working, workingTime)
            else { return nil }
            return max(byReal, byWorking)
        }
    }

    private func instant(ofShare share: Int, working: Int64, _ workingTime: any WorkingTime) -> Instant? {
        let missing = Self.part(working + allowance, share) - usedWorking
        return missing <= 0 ? since : workingTime.due(from: since, milliseconds: missing)
    }

    private func instant(ofShare share: Int, real: Int64) -> Instant? {
        let missing = Self.part(real, share) - usedReal
        return missing <= 0 ? since : since.saturating(adding: missing)
    }

    private static func part(_ total: Int64, _ share: Int) -> Int64 {
        share == 1000 ? total : total / 1000 * Int64(share) + total % 1000 * Int64(share) / 1000
    }

    /// Sets the due instant and the timer of a clock that runs on from `since`.
    mutating func schedule(_ rules: SLARules) {
        dueAt = breachedAt ?? instant(ofShare: 1000, rules.workingTime)
        setTimer(rules)
    }

    /// Sets the timer to the breach or the first unfired step, whichever is earlier.
    mutating func setTimer(_ rules: SLARules) {
        guard isUnfinished, !isPaused else {
            timerAt = nil
            return
        }
        var next = breachedAt == nil ? dueAt : nil
        forEachWaitingStep(rules) { _, step in
            if let moment = moment(of: step, rules.workingTime), moment < next ?? .distantFuture {
                next = moment
            }
        }
        timerAt = next
    }

    /// When a step of this run falls due: never before `since`, as what came into reach by a change or in a pause falls
    /// due at its end. Nil where that cannot be known yet.
    func moment(of step: EscalationStep, _ workingTime: any WorkingTime) -> Instant? {
        let moment =
            switch step.moment {
            case .fraction(1000): dueAt
            case .fraction(let share): instant(ofShare: share, workingTime)
            case .breach(let offset): dueAt?.saturating(adding: offset)
            }
        return moment.map { max($0, since) }
    }

    /// The steps of the policy for this kind that have not fired in this run, by their index among them. None where
    /// `rules` are of another policy than the clock's: its bits mean nothing there.
    func forEachWaitingStep(_ rules: SLARules, _ body: (Int, EscalationStep) -> Void) {
        guard !rules.policy.escalations.isEmpty, rules.policy.name == policy else { return }
        var index = 0
        for step in rules.policy.escalations where step.clock == kind {
            guard index < Self.maximalSteps else { return }
            if firedSteps & (1 << UInt64(index)) == 0 {
                body(index, step)
            }
            index += 1
        }
    }
}

extension Instant {
    /// Stops at the ends of time instead of overflowing.
    func saturating(adding milliseconds: Int64) -> Instant {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return overflow ? Instant(milliseconds: milliseconds > 0 ? .max : .min) : Instant(milliseconds: sum)
    }
}
