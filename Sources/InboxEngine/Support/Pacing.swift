/// Keeps what is done again and again to a small share of the time, however long it takes: afterwards it rests for a
/// multiple of that.
package struct Pacing: Sendable {
    private let rest: Int
    private var next: ContinuousClock.Instant?

    /// - Parameter rest: How many times as long it rests as it took.
    package init(rest: Int) {
        self.rest = rest
    }

    package func isDue(at now: ContinuousClock.Instant) -> Bool {
        next.map { $0 <= now } ?? true
    }

    package mutating func ran(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        next = end + (end - start) * rest
    }
}
