package import BusinessTime
package import InboxDomain

/// A calendar is the working time that the domain's clocks ask for.
extension Calendar: WorkingTime {
    package func due(from start: Instant, milliseconds: Int64) -> Instant? {
        due(from: start.milliseconds, milliseconds: milliseconds).map { Instant(milliseconds: $0) }
    }

    package func elapsed(from start: Instant, to end: Instant) -> Int64 {
        elapsed(from: start.milliseconds, to: end.milliseconds)
    }

    package func isOpen(at instant: Instant) -> Bool {
        isOpen(at: instant.milliseconds)
    }
}
