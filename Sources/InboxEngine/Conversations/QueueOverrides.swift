import InboxConfig
import InboxDomain
import InboxStore

/// The redirects and pauses in force. A redirect to a queue that left the configuration counts for nothing.
struct QueueOverrides {
    private let targets: [String: String]
    private let paused: Set<String>

    init(_ connection: any SQLConnection, _ graph: EngineGraph, now: Instant) throws {
        let operations = Operations(connection)
        let redirects = try operations.redirects(at: now)
        targets = Self.targets(of: redirects) { graph.configuration.queues[$0] != nil }
        paused = Set(try operations.pauses(at: now).map(\.queue))
    }

    /// Where what would go to `queue` goes.
    func target(of queue: String) -> String { Self.follow(targets, from: queue).last ?? queue }

    /// The queues that redirects lead through, from `queue` on; it alone where it has none.
    func path(from queue: String) -> [String] { Self.follow(targets, from: queue) }

    func isPaused(_ queue: String) -> Bool { paused.contains(queue) }

    /// The queues whose waiting work is for `queue`: itself, and those that lead to it.
    func sources(of queue: String) -> [String] {
        ([queue] + targets.keys.sorted()).filter { target(of: $0) == queue && ($0 != queue || targets[$0] == nil) }
    }

    static func targets(of redirects: [Redirect], where isDefined: (String) -> Bool = { _ in true }) -> [String: String]
    {
        Dictionary(redirects.filter { isDefined($0.target) }.map { ($0.queue, $0.target) }) { first, _ in first }
    }

    /// Follows redirects until a queue has none; one that leads back ends where it began to repeat.
    static func follow(_ targets: [String: String], from queue: String) -> [String] {
        var path = [queue]
        while let next = targets[path[path.count - 1]], !path.contains(next) {
            path.append(next)
        }
        return path
    }
}
