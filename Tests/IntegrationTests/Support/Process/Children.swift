import Foundation
import Glibc
import Synchronization

/// The processes that tests have running, killed where the tests themselves end early.
final class Children: Sendable {
    static let shared = Children()

    /// Held while one is started.
    let starting = NSLock()
    private let pids = Mutex<Set<pid_t>>([])

    private init() {
        atexit { Children.shared.killAll() }
    }

    func add(_ pid: pid_t) {
        pids.withLock { _ = $0.insert(pid) }
    }

    func remove(_ pid: pid_t) {
        pids.withLock { _ = $0.remove(pid) }
    }

    private func killAll() {
        for pid in pids.withLock({ $0 }) { kill(pid, SIGKILL) }
    }
}
