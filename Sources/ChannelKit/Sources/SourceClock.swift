import Foundation
package import InboxDomain

/// Where a source gets its time from, so that a test can turn the hands.
package protocol SourceClock: Sendable {
    func now() -> Instant
    /// Returns at `instant` or soon after; throws `CancellationError` where the task is cancelled before.
    func sleep(until instant: Instant) async throws
}

/// The system's real-time clock.
package struct SystemSourceClock: SourceClock {
    package init() {}

    package func now() -> Instant {
        let sinceEpoch = Date().timeIntervalSince1970
        return Instant(milliseconds: Int64((sinceEpoch * 1000).rounded(.down)))
    }

    /// Sleeps at most an hour at a time, so that a changed system clock is noticed.
    package func sleep(until instant: Instant) async throws {
        while true {
            let left = instant.milliseconds(since: now())
            if left <= 0 { return }
            try await Task.sleep(for: .milliseconds(min(left, 3_600_000)))
        }
    }
}
