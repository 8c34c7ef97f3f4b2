import Synchronization

/// Counts the bytes of the bodies that all sessions hold, against their limit. Lock-free.
package final class MailMemory: Sendable {
    private let limit: Int
    private let taken = Atomic<Int>(0)

    package init(limit: Int) {
        self.limit = limit
    }

    package var bytes: Int { taken.load(ordering: .relaxed) }

    /// A share of nothing yet.
    func lease() -> Lease { Lease(of: self) }

    private func take(_ count: Int) -> Bool {
        if taken.add(count, ordering: .relaxed).newValue <= limit { return true }
        giveBack(count)
        return false
    }

    private func giveBack(_ count: Int) {
        taken.subtract(count, ordering: .relaxed)
    }

    /// What one message takes, given back when nothing refers to it any more: also where the connection is lost, the room
    /// stays taken until the message has been stored.
    package final class Lease: Sendable {
        private let memory: MailMemory
        private let size = Atomic<Int>(0)

        fileprivate init(of memory: MailMemory) {
            self.memory = memory
        }

        deinit {
            memory.giveBack(size.load(ordering: .relaxed))
        }

        /// Makes the share at least so large; false, and nothing changed, where there is no room. Called by one session
        /// at a time.
        func grow(to count: Int) -> Bool {
            let more = count - size.load(ordering: .relaxed)
            guard more > 0 else { return true }
            guard memory.take(more) else { return false }
            size.add(more, ordering: .relaxed)
            return true
        }

        /// Gives the share back before its time.
        func empty() {
            memory.giveBack(size.exchange(0, ordering: .relaxed))
        }
    }
}
