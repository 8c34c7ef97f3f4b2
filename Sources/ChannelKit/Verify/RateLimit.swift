package import InboxDomain
import Synchronization

/// How often one sender may come: `count` times at once, and then as often as `count` in a window goes, evenly.
///
/// Memory is bounded: a sender who might come as often as it likes is forgotten, and where there are more than `capacity`,
/// the one who came first. After a restart nothing is remembered.
package final class RateLimit: Sendable {
    private struct State {
        /// When each would have to have come last, had it kept to the even pace.
        var paces: [[UInt8]: Int64] = [:]
        var order: [[UInt8]] = []
        var first = 0
    }

    /// Milliseconds.
    private let window: Int64
    private let count: Int64
    private let capacity: Int
    private let state = Mutex(State())

    /// `window` in seconds. Each entry takes some 100 bytes.
    package init(count: Int, window: Int64, capacity: Int = 10_000) {
        self.count = Int64(max(1, count))
        self.window = window * 1000
        self.capacity = max(1, capacity)
    }

    /// Nil where `sender` may come now, and it is counted; else the seconds after which it may, at least 1.
    package func wait(of sender: String, now: Instant) -> Int64? {
        let key = HashAlgorithm.sha256.digest(of: Array(sender.utf8))
        let now = now.milliseconds
        return state.withLock { state in
            let pace = max(state.paces[key] ?? now, now)
            // As if the whole allowance had been unused until now.
            let early = pace - now - (window - window / count)
            guard early <= 0 else { return (early + 999) / 1000 }
            if state.paces.updateValue(pace + window / count, forKey: key) == nil { state.order.append(key) }
            forget(&state, now)
            return nil
        }
    }

    private func forget(_ state: inout State, _ now: Int64) {
        while state.first < state.order.count {
            let oldest = state.order[state.first]
            guard state.paces.count > capacity || state.paces[oldest].map({ $0 <= now }) ?? true else { break }
            state.paces[oldest] = nil
            state.first += 1
        }
        if state.first > 1024, state.first * 2 > state.order.count {
            state.order.removeFirst(state.first)
            state.first = 0
        }
    }
}

extension RateLimit {
    /// One sender, as the address of a client tells it: of IPv6 the network, since one client has all addresses of its /64.
    package static func sender(of address: String) -> String {
        let address = address.trimmingPrefix { $0 == " " }.lowercased()
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: ":", omittingEmptySubsequences: false)
        // `::` stands for as many groups of zeros as are missing.
        var groups: [Substring] = []
        for (i, group) in halves.enumerated() {
            if group.isEmpty, i > 0, i + 1 < halves.count {
                groups += Array(repeating: "0", count: max(1, 9 - halves.count))
            } else {
                groups.append(group.isEmpty ? "0" : group)
            }
        }
        return groups.prefix(4).map { String($0.drop { $0 == "0" }) }.joined(separator: ":") + "::/64"
    }
}
