/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (as POSIX time).
///
/// All instants in the store, in the API and on the wire are UTC; a time zone only ever enters through a calendar.
package struct Instant: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    /// Sorts after every real instant: "never", where a column or an index needs a value.
    package static let distantFuture = Instant(milliseconds: .max)

    package func adding(milliseconds: Int64) -> Instant {
        Instant(milliseconds: self.milliseconds + milliseconds)
    }

    package func adding(seconds: Int64) -> Instant {
        adding(milliseconds: seconds * 1000)
    }

    /// Milliseconds from `earlier` to this instant; negative where `earlier` is the later one.
    package func milliseconds(since earlier: Instant) -> Int64 {
        milliseconds - earlier.milliseconds
    }
}
