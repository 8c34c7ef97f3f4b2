package import InboxDomain
import Synchronization

/// Keys that are fetched from the sender's servers, and kept.
///
/// `lookUp` is quick and asks nobody. What it wants is brought by `load`, once for all that wait for it. However many
/// requests come, one address is asked at most once a minute after an answer and once in five seconds after a failure,
/// and all addresses together twelve times a minute. Thread-safe; nothing is stored on disk.
package final class RemoteKeys<Value: Sendable>: Sendable {
    /// Fetches and reads what is at an address, within its own time and size limits; nil where that failed.
    package typealias Fetch = @Sendable (_ url: String) async -> Value?

    enum Found {
        case found(Value)
        /// Not there, or not fresh: `load` may bring it.
        case wanted
        /// Not there, and it is too early to ask again.
        case unavailable
    }

    private struct Entry {
        var value: Value?
        var fetchedAt = Instant(milliseconds: 0)
        var askedAt = Instant(milliseconds: 0)
        var failed = false
        var loading: Task<Void, Never>?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var asked: [Instant] = []
    }

    private let fetch: Fetch
    /// Milliseconds.
    private let lifetime: Int64
    private let capacity: Int
    private let state = Mutex(State())

    /// A value older than `lifetime` seconds is fetched anew; where that fails it holds for as long again. At most
    /// `capacity` addresses are kept.
    package init(lifetime: Int64 = 86_400, capacity: Int = 16, fetch: @escaping Fetch) {
        self.lifetime = lifetime * 1000
        self.capacity = capacity
        self.fetch = fetch
    }

    /// What is known of an address. `isMissing` says that the value, though fresh, lacks what is looked for: then it is
    /// wanted anew where that may be asked for, and found as it is otherwise.
    func lookUp(_ url: String, now: Instant, isMissing: (Value) -> Bool = { _ in false }) -> Found {
        state.withLock { state in
            let entry = state.entries[url] ?? Entry()
            let mayAsk = entry.loading != nil || Self.mayAsk(entry, state, now)
            guard let value = entry.value else { return mayAsk ? .wanted : .unavailable }
            let age = now.milliseconds(since: entry.fetchedAt)
            if age <= lifetime { return isMissing(value) && mayAsk ? .wanted : .found(value) }
            if mayAsk { return .wanted }
            return age <= 2 * lifetime ? .found(value) : .unavailable
        }
    }

    /// Whether there is a value that is not older than its lifetime.
    package func isFresh(_ url: String, now: Instant) -> Bool {
        state.withLock { state in
            guard let entry = state.entries[url], entry.value != nil else { return false }
            return now.milliseconds(since: entry.fetchedAt) <= lifetime
        }
    }

    private static func mayAsk(_ entry: Entry, _ state: State, _ now: Instant) -> Bool {
        let pause: Int64 = entry.failed ? 5_000 : 60_000
        let isFirst = entry.askedAt.milliseconds == 0
        return (isFirst || now.milliseconds(since: entry.askedAt) >= pause)
            && state.asked.count { now.milliseconds(since: $0) < 60_000 } < 12
    }

    /// Fetches what is at the address, or waits for who is fetching it already. Returns in any case.
    package func load(_ url: String, now: Instant) async {
        let task = state.withLock { state -> Task<Void, Never>? in
            var entry = state.entries[url] ?? Entry()
            if let loading = entry.loading { return loading }
            guard Self.mayAsk(entry, state, now) else { return nil }
            state.asked = state.asked.filter { now.milliseconds(since: $0) < 60_000 } + [now]
            entry.askedAt = now
            let task = Task { [fetch] in
                let value = await fetch(url)
                self.keep(value, of: url, at: now)
            }
            entry.loading = task
            Self.makeRoom(&state, capacity)
            state.entries[url] = entry
            return task
        }
        await task?.value
    }

    private func keep(_ value: Value?, of url: String, at now: Instant) {
        state.withLock { state in
            var entry = state.entries[url] ?? Entry()
            entry.loading = nil
            entry.askedAt = now
            entry.failed = value == nil
            if let value {
                entry.value = value
                entry.fetchedAt = now
            }
            state.entries[url] = entry
        }
    }

    private static func makeRoom(_ state: inout State, _ capacity: Int) {
        while state.entries.count >= capacity {
            // What was never fetched goes first, then what was fetched longest ago.
            let oldest = state.entries.filter { $0.value.loading == nil }.min {
                ($0.value.fetchedAt, $0.value.askedAt) < ($1.value.fetchedAt, $1.value.askedAt)
            }
            guard let oldest else { return }
            state.entries[oldest.key] = nil
        }
    }
}

/// A key that must be fetched before a request can be judged.
package struct KeyNeed: Sendable, Hashable {
    private let url: String
    private let owner: ObjectIdentifier
    private let loading: @Sendable (Instant) async -> Void

    init<Value: Sendable>(_ keys: RemoteKeys<Value>, url: String) {
        self.url = url
        owner = ObjectIdentifier(keys)
        loading = { await keys.load(url, now: $0) }
    }

    /// Fetches it; returns in any case, after at most the fetch's own time limit.
    package func load(now: Instant) async { await loading(now) }

    package static func == (a: KeyNeed, b: KeyNeed) -> Bool { a.url == b.url && a.owner == b.owner }

    package func hash(into hasher: inout Hasher) { hasher.combine(url) }
}
