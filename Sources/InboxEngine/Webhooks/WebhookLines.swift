import Synchronization

/// Which webhooks have a task that makes their calls. Each has one at most, so its calls keep their order.
final class WebhookLines: Sendable {
    private let served = Mutex<Set<String>>([])

    /// False where somebody serves it already.
    func begin(_ webhook: String) -> Bool {
        served.withLock { $0.insert(webhook).inserted }
    }

    /// Ends the serving where `isNeeded` says no. Asked while nobody can begin, so that a webhook that comes back just now
    /// is served by the one or the other.
    func end(_ webhook: String, unless isNeeded: () -> Bool) -> Bool {
        served.withLock { served in
            guard !isNeeded() else { return false }
            served.remove(webhook)
            return true
        }
    }
}
