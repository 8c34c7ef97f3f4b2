/// Working time over one calendar. `BusinessTime` implements it; the domain only asks.
///
/// Durations are milliseconds of working time. Both operations are pure and do not block.
package protocol WorkingTime: Sendable {
    /// The first instant by which `milliseconds` of working time have passed since `start`; nil where the calendar
    /// never has as much.
    func due(from start: Instant, milliseconds: Int64) -> Instant?
    /// The working time inside [from, to); 0 where `to` is not after `from`.
    func elapsed(from start: Instant, to end: Instant) -> Int64
    /// Whether the calendar is open at `instant`.
    func isOpen(at instant: Instant) -> Bool
    /// The closed periods inside [from, to), in order, the first `limit` of them; for people.
    func closedPeriods(from start: Instant, to end: Instant, limit: Int) -> [ClosedPeriod]
}

extension WorkingTime {
    package func closedPeriods(from start: Instant, to end: Instant, limit: Int) -> [ClosedPeriod] { [] }
}

/// Time that does not count, and why.
package struct ClosedPeriod: Sendable, Hashable {
    package var from: Instant
    package var to: Instant
    /// `outside hours`, or what is special: `Sat, Sun`, `holiday Good Friday`.
    package var reason: String

    package init(from: Instant, to: Instant, reason: String) {
        self.from = from
        self.to = to
        self.reason = reason
    }
}
