import Glibc
package import InboxDomain

/// Where the engine gets its time from, so that a test can turn the hands.
package protocol TimeSource: Sendable {
    func now() -> Instant
    /// Returns at `instant` or soon after; throws `CancellationError` where the task is cancelled before.
    func sleep(until instant: Instant) async throws
}

/// The system's real-time clock.
package struct SystemTime: TimeSource {
    package init() {}

    package func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
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
