import InboxDomain
import Synchronization

/// A clock that moves when it is told to.
final class ManualTime: Sendable {
    private let instant = Mutex(Instant(milliseconds: 1_800_000_000_000))

    var now: Instant { instant.withLock { $0 } }

    func advance(seconds: Int64) {
        instant.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
