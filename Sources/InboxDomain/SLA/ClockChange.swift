/// One thing that happened to one clock. Every clock that a call changed is named by at least one change.
package struct ClockChange: Sendable, Hashable {
    package enum What: Sendable, Hashable {
        case started
        /// Answered in time; a breach recorded before the answer was known of is taken back.
        case met
        case breached
        case paused
        /// Goes on after a pause, or after the conversation was reopened.
        case resumed
        /// Another target, policy or calendar from now on.
        case retargeted
        /// Ended without a verdict.
        case cancelled
        /// Goes on because the reply that had stopped it failed for good.
        case rearmed
        /// Ended after its breach. The verdict stays `breached`.
        case stopped
        /// An escalation step falls due. The index counts the policy's steps for this kind of clock, from 0.
        case step(Int, EscalationStep)
    }

    package var kind: ClockKind
    package var run: Int
    package var what: What
    /// The true instant, which lies in the past where the caller was late.
    package var at: Instant
    /// When the clock is due, as it stands after the change.
    package var dueAt: Instant?

    package init(kind: ClockKind, run: Int, what: What, at: Instant, dueAt: Instant? = nil) {
        self.kind = kind
        self.run = run
        self.what = what
        self.at = at
        self.dueAt = dueAt
    }
}
