/// The SLA clocks of one conversation, and the rules that start, stop, pause and breach them.
///
/// A pure fold: the clocks are a function of the events, their instants and the rules that were in force, whoever asked
/// for `advance` in between. Nothing is read from outside, nothing blocks. Events come in the order of time; the order
/// of those with one instant (a reply and the status that it sets, a message and the status that it ends) makes no
/// difference to the verdicts. An event may come late, with an instant before
/// one already seen: no clock runs back for it, but an answer in time is met all the same.
///
/// * `first_response` runs from the first customer message to the first public reply of a person, `next_response` from
///   the oldest unanswered message after that to the next one. Notes and automatic replies stop nothing; further
///   messages move nothing.
/// * `resolution` runs from creation to resolved. `update` runs from creation, and anew from each public reply, while
///   the conversation is active.
/// * A clock is met at its due instant, and breached after it: an answer that was in time takes a breach that was
///   recorded meanwhile back.
/// * Resolving (or closing) stops `resolution` and `update`. It is no answer: a response clock that runs is cut off
///   there (cancelled, or breached where it had been already), and reopening, whoever does it, lets it go on with the
///   time that it had used, as it resumes `resolution`; `update` starts anew. The time in between counts for nothing.
/// * In the statuses that the policy names every clock stands still: no due instant, no steps. Steps whose instant fell
///   into a pause fire at its end. A customer's message ends a pause.
/// * A reply that failed for good re-arms the clock that it had stopped, as though it had not been written: the time
///   from the reply to the failure counts in full, whatever the status was. A `next_response` that had begun meanwhile
///   is cancelled. `update` measures writing and is not re-armed.
/// * Another priority, policy or calendar: the time used stays used, the rest runs under the new target. Clocks without
///   a target are cancelled; those that have one now begin, with nothing used (or go on, where it was the same wait).
///   What a change or a failed reply uses up breaches at that moment, never in the past; a breach stands.
/// * Escalation steps fire once a run. Under another policy, those that lie behind already do not fire, and back under an
///   earlier one, those that fired then do not fire again.
package struct ClockSet: Sendable {
    /// All runs of one conversation, in the order of their start. For a long conversation the unfinished ones and the
    /// last two runs of each kind are enough.
    package var clocks: [Clock]
    package var state: SLAState

    package init(clocks: [Clock] = [], state: SLAState = SLAState()) {
        self.clocks = clocks
        self.state = state
    }

    package init(clocks: [Clock], conversation: Conversation) {
        self.init(clocks: clocks, state: SLAState(conversation: conversation, clocks: clocks))
    }

    /// The earliest due instant of the clocks that run, breached ones among them; nil where none does.
    package var nextDueAt: Instant? { earliest { $0.dueAt } }

    /// When `advance` has something to do next; nil where nothing is left.
    package var nextTimerAt: Instant? { earliest { $0.timerAt } }

    private func earliest(_ field: (Clock) -> Instant?) -> Instant? {
        var result: Instant?
        for index in clocks.indices where clocks[index].isUnfinished {
            if let instant = field(clocks[index]), instant < result ?? .distantFuture {
                result = instant
            }
        }
        return result
    }

    /// Fires the breaches and steps up to `now`, each at its true instant, in the order of time.
    ///
    /// To let the action of a step (another priority) change the clocks at the step's own instant, advance to
    /// `nextTimerAt` at a time and apply the action at it.
    package mutating func advance(to now: Instant, rules: SLARules) -> [ClockChange] {
        var changes: [ClockChange] = []
        fireAll(through: now, rules, &changes)
        return changes
    }

    /// Takes one event. `rules` are those in force from `instant` on; nil means that no policy applies, which cancels
    /// the clocks. What fell due before `instant` is fired first; the changes are in the order of time.
    package mutating func apply(_ event: SLAEvent, at instant: Instant, rules: SLARules?) -> [ClockChange] {
        var changes: [ClockChange] = []
        let before = state.status
        state.follow(event, at: instant)
        guard let rules else {
            cancelAll(at: instant, &changes)
            return changes
        }
        fireAll(through: instant.saturating(adding: -1), rules, &changes)
        switch event {
        case .created:
            start(.resolution, at: instant, rules, &changes)
            start(.update, at: instant, rules, &changes)
        case .customerMessage:
            moveStatus(from: before, at: instant, rules, &changes)
            beginWait(at: instant, rules, &changes)
        case .agentReply:
            answer(at: instant, rules, &changes)
        case .replyFailed:
            rearm(at: instant, rules, &changes)
        case .status:
            moveStatus(from: before, at: instant, rules, &changes)
        case .priority:
            retargetAll(at: instant, isNewPolicy: false, rules, &changes)
        case .policyChanged:
            retargetAll(at: instant, isNewPolicy: true, rules, &changes)
        case .agentNote, .autoReply:
            break
        }
        return changes
    }

    /// Changes the policy or the calendar: the time up to `instant` is counted under `old`, the rest under `new`.
    package mutating func changePolicy(
        from old: SLARules?, to new: SLARules?, at instant: Instant
    ) -> [ClockChange] {
        var changes: [ClockChange] = []
        if let old {
            fireAll(through: instant, old, &changes)
            for index in clocks.indices where clocks[index].isUnfinished {
                clocks[index].bringUpToDate(to: instant, old.workingTime)
            }
            if let new, new.policy.name == old.policy.name {
                carrySteps(from: old, to: new, at: instant)
            }
        }
        return changes + apply(.policyChanged, at: instant, rules: new)
    }
}
