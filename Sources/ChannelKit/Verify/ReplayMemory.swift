package import InboxDomain
import Synchronization

/// Remembers what was signed, where the signature does not cover the body: a signature that comes again must come with
/// the same body, or somebody took it from another request.
///
/// A repeat of the same body passes: senders repeat themselves, and the ledger counts an event once. Memory is bounded:
/// what is older than the window is forgotten, and where there are more, the oldest. Let the signature's own time bound
/// be no longer than the window. After a restart nothing is remembered.
package final class ReplayMemory: Sendable {
    private struct State {
        var seen: [[UInt8]: (content: [UInt8], at: Instant)] = [:]
        var order: [[UInt8]] = []
        var first = 0
    }

    /// Milliseconds.
    private let window: Int64
    private let capacity: Int
    private let state = Mutex(State())

    /// `window` in seconds. Each entry takes some 200 bytes.
    package init(window: Int64, capacity: Int = 100_000) {
        self.window = window * 1000
        self.capacity = max(1, capacity)
    }

    /// Whether this is the first time that `key` comes, or the same `content` again. Both are hashed here.
    package func admits(key: [UInt8], content: [UInt8], now: Instant) -> Bool {
        let key = HashAlgorithm.sha256.digest(of: key)
        let content = HashAlgorithm.sha256.digest(of: content)
        return state.withLock { state in
            forget(&state, while: { now.milliseconds(since: $0) > window })
            if let known = state.seen[key] { return known.content == content }
            let surplus = state.seen.count - capacity + 1
            var count = 0
            forget(
                &state,
                while: { _ in
                    count += 1
                    return count <= surplus
                })
            state.seen[key] = (content, now)
            state.order.append(key)
            return true
        }
    }

    /// Forgets the oldest, for as long as `isOver` says so of when they came.
    private func forget(_ state: inout State, while isOver: (Instant) -> Bool) {
        while state.first < state.order.count {
            let oldest = state.order[state.first]
            guard state.seen[oldest].map({ isOver($0.at) }) ?? true else { break }
            state.seen[oldest] = nil
            state.first += 1
        }
        if state.first > 1024, state.first * 2 > state.order.count {
            state.order.removeFirst(state.first)
            state.first = 0
        }
    }
}
