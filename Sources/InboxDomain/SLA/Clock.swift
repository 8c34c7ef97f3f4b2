/// One running measure of one target. A conversation has at most one unfinished clock of a kind; each new start of the
/// kind is a further `run`.
///
/// The store keeps clocks as rows, field by field; the rules that change them are in `ClockSet`.
package struct Clock: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case running
        case paused
        /// Stopped at or before its due instant.
        case met
        /// Past its due instant: still running where `stoppedAt` is nil.
        case breached
        /// Ended without a verdict: the target went away.
        case cancelled
    }

    package var kind: ClockKind
    /// 1 for the first start of this kind in the conversation, then 2, 3, …
    package var run: Int
    package var policy: String
    package var target: SLATarget
    /// The out-of-hours allowance granted to this run, milliseconds of working time.
    package var allowance: Int64
    package var state: State
    package var startedAt: Instant
    /// The working time used up to `since`, milliseconds.
    package var usedWorking: Int64
    /// The real time used up to `since`, pauses left out, milliseconds.
    package var usedReal: Int64
    /// When the two figures above were brought up to date: the start, or the last pause, resume or change of target.
    package var since: Instant
    /// Real time spent in pauses so far, milliseconds; a pause that lasts is not in it yet.
    package var pausedTotal: Int64
    /// Nil while paused, and where the calendar never opens long enough.
    package var dueAt: Instant?
    package var stoppedAt: Instant?
    package var breachedAt: Instant?
    /// Which of the policy's steps for this kind have fired in this run: bit i is step i in the policy's order.
    package var firedSteps: UInt64
    /// The same for the policies that this run was under before, by name: back under one of them, nothing fires again.
    package var firedBefore: [String: UInt64]
    /// The next instant at which this clock has something to do: a step, or the breach. Nil where nothing is left.
    package var timerAt: Instant?

    package init(
        kind: ClockKind, run: Int, policy: String, target: SLATarget, allowance: Int64 = 0, state: State = .running,
        startedAt: Instant, usedWorking: Int64 = 0, usedReal: Int64 = 0, since: Instant, pausedTotal: Int64 = 0,
        dueAt: Instant? = nil, stoppedAt: Instant? = nil, breachedAt: Instant? = nil, firedSteps: UInt64 = 0,
        firedBefore: [String: UInt64] = [:], timerAt: Instant? = nil
    ) {
        self.kind = kind
        self.run = run
        self.policy = policy
        self.target = target
        self.allowance = allowance
        self.state = state
        self.startedAt = startedAt
        self.usedWorking = usedWorking
        self.usedReal = usedReal
        self.since = since
        self.pausedTotal = pausedTotal
        self.dueAt = dueAt
        self.stoppedAt = stoppedAt
        self.breachedAt = breachedAt
        self.firedSteps = firedSteps
        self.firedBefore = firedBefore
        self.timerAt = timerAt
    }
}
