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
}
