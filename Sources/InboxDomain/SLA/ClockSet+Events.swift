/// What each event does to the clocks, after the state has followed it.
extension ClockSet {
    /// Pauses, resumes, stops and reopens as the step from `before` to the present status asks.
    mutating func moveStatus(
        from before: ConversationStatus, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        guard before != state.status else { return }
        switch (before.isActive, state.status.isActive) {
        case (true, true):
            let pauses = rules.policy.pauseIn.contains(state.status)
            for index in clocks.indices where clocks[index].isUnfinished {
                if pauses {
                    pause(index, at: instant, rules, &changes)
                } else {
                    resume(index, at: instant, rules, &changes)
                }
            }
        case (true, false):
            for index in clocks.indices where clocks[index].isUnfinished {
                if clocks[index].kind.isResponse {
                    cancel(index, at: instant, rules, &changes)
                } else {
                    finish(index, at: instant, rules, &changes)
                }
            }
        case (false, true):
            proceedAll(at: instant, rules, &changes)
        case (false, false):
            break
        }
    }

    /// Starts the clock of a wait, where it does not run already.
    mutating func beginWait(
        at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        guard state.status.isActive else { return }
        if let kind = state.waitingClock {
            start(kind, at: instant, rules, &changes)
        }
    }

    /// A public reply of a person.
    mutating func answer(at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        for index in clocks.indices where clocks[index].isUnfinished {
            switch clocks[index].kind {
            case .firstResponse, .nextResponse:
                state.hasResponded = true
                finish(index, at: instant, rules, &changes)
            case .update:
                finish(index, at: instant, rules, &changes)
            case .resolution:
                break
            }
        }
        if state.status.isActive {
            start(.update, at: instant, rules, &changes)
        }
    }

    /// The last answer was none.
    mutating func rearm(at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        guard let index = indexOfLastAnswered else { return }
        for other in clocks.indices where clocks[other].isUnfinished && clocks[other].kind.isResponse {
            cancel(other, at: instant, rules, &changes)
        }
        state.hasResponded = clocks[index].kind == .nextResponse
        state.waitingSince = clocks[index].startedAt
        let hasTarget = rules.policy.target(for: clocks[index].kind, at: state.priority) != nil
        if state.status.isActive, hasTarget {
            revive(index, as: .rearmed, countsGap: true, at: instant, rules, &changes)
        } else {
            // Nobody works on it now, or nothing is promised. It stands as though it had been resolved unanswered at
            // this instant, so that reopening resumes it with all that was used.
            unstop(index)
            clocks[index].dueAt = clocks[index].breachedAt
            cancel(index, at: instant, rules, &changes)
        }
    }

    private var indexOfLastAnswered: Int? {
        var last: (index: Int, instant: Instant)?
        for (index, clock) in clocks.enumerated() where clock.kind.isResponse && clock.state != .cancelled {
            if let stopped = clock.stoppedAt, stopped >= last?.instant ?? stopped {
                last = (index, stopped)
            }
        }
        return last?.index
    }

    /// Another priority or policy.
    mutating func retargetAll(
        at instant: Instant, isNewPolicy: Bool, _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        for index in clocks.indices where clocks[index].isUnfinished {
            retarget(index, isNewPolicy: isNewPolicy, at: instant, rules, &changes)
        }
        if state.status.isActive {
            proceedAll(at: instant, rules, &changes)
        }
    }

    /// Lets everything go on that is measured while a conversation is active.
    private mutating func proceedAll(at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]) {
        proceed(.resolution, at: instant, rules, &changes)
        proceed(.update, at: instant, rules, &changes)
        if let kind = state.waitingClock {
            proceed(kind, at: instant, rules, &changes)
        }
    }

    /// Lets the interrupted run of a kind go on, or starts a new one; nothing where one is unfinished.
    private mutating func proceed(
        _ kind: ClockKind, at instant: Instant, _ rules: SLARules, _ changes: inout [ClockChange]
    ) {
        guard indexOfUnfinished(kind) == nil else { return }
        if let index = indexOfInterrupted(kind) {
            revive(index, as: .resumed, countsGap: false, at: instant, rules, &changes)
        } else {
            start(kind, at: instant, rules, &changes)
        }
    }

    /// Whether resolving cut this run off, so that reopening would resume it.
    package func isInterrupted(_ clock: Clock) -> Bool {
        guard !state.status.isActive, clock.kind == state.waitingClock, let index = indexOfInterrupted(clock.kind)
        else {
            return false
        }
        return clocks[index].run == clock.run
    }

    /// The run that measures what is still going on, though it was stopped: by resolving, or because the target went
    /// away. `update` has none; it begins anew.
    private func indexOfInterrupted(_ kind: ClockKind) -> Int? {
        switch kind {
        case .update:
            return nil
        case .resolution:
            return clocks.lastIndex { $0.kind == kind && !$0.isUnfinished }
        case .firstResponse, .nextResponse:
            var last: (index: Int, instant: Instant)?
            for (index, clock) in clocks.enumerated() where clock.kind == kind && clock.state != .met {
                if let stopped = clock.stoppedAt, clock.startedAt >= state.waitingSince ?? .distantFuture,
                    last.map({ stopped > $0.instant }) ?? true
                {
                    last = (index, stopped)
                }
            }
            return last?.index
        }
    }
}

extension ClockKind {
    /// Whether it measures how long a customer waits for an answer.
    package var isResponse: Bool { self == .firstResponse || self == .nextResponse }
}
