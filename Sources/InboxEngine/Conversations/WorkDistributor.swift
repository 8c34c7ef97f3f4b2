import InboxConfig
import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle

/// Ends redirects and pauses whose time is over, and gives out the work that waits whenever there may be room for it that
/// was not there before: at start, after a reload, when an agent comes back or may have more, when a queue goes on.
///
/// What a single change leaves room for (something was resolved, moved, given back) is filled in that change's own
/// transaction. Sleeps until it is told, or until the next override ends; nothing is polled.
package struct WorkDistributor: Service {
    /// Conversations a transaction.
    private static let chunk = 64
    /// Conversations that nobody can take and that are passed over in one look.
    private static let passedOver = 1000

    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let signals: EngineSignals
    private let time: any TimeSource
    private let logger: Logger

    package init(
        graph: GraphHolder, engine: any SQLEngine, signals: EngineSignals, time: any TimeSource, logger: Logger
    ) {
        self.graph = graph
        self.engine = engine
        self.signals = signals
        self.time = time
        self.logger = logger
    }

    package func run() async throws {
        let replaced = graph.replaced.generation
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.noteReloads(past: replaced) }
                group.addTask { await self.distributeUntilCancelled() }
            }
        }
    }

    private func noteReloads(past generation: UInt64) async {
        var seen = generation
        while !Task.isCancelled {
            await graph.replaced.wait(past: seen)
            seen = graph.replaced.generation
            signals.room.notify()
        }
    }

    private func distributeUntilCancelled() async {
        while !Task.isCancelled {
            let seen = signals.room.generation
            var next: Instant?
            do {
                try await distribute()
                next = try await engine.read { try Operations($0).earliestExpiry() }
            } catch {
                if Task.isCancelled { return }
                logger.error(
                    "Waiting work could not be given out; it is tried again.", metadata: ["error": "\(error)"])
                next = time.now().adding(seconds: 1)
            }
            await signals.room.wait(past: seen, until: next, time: time)
        }
    }

    /// Ends what is over, then assigns all that waits and that somebody can take. Returns how many conversations that
    /// were.
    @discardableResult
    package func distribute() async throws -> Int {
        var total = 0
        while true {
            let now = time.now()
            let graph = graph.current
            let (ended, assigned) = try await engine.write(.work) { connection in
                let ended = try Self.endOverrides(connection, at: now)
                let assigner = Assigner(connection: connection, graph: graph, now: now)
                let assigned = try assigner.assignWaiting(
                    in: Array(graph.configuration.queues.values), at: now, limit: Self.chunk,
                    passingOver: Self.passedOver)
                return (ended, assigned)
            }
            total += assigned
            if ended + assigned > 0 { signals.changed.notify() }
            if assigned < Self.chunk { return total }
        }
    }

    /// Each with an event at the instant at which it was to end, however late that is noticed.
    private static func endOverrides(_ connection: any SQLConnection, at now: Instant) throws -> Int {
        let operations = Operations(connection)
        let redirects = try operations.takeExpiredRedirects(at: now)
        let pauses = try operations.takeExpiredPauses(at: now)
        func record(_ type: EventType, _ queue: String, _ end: Instant?) throws {
            var data = JSONFields()
            data.add("queue", queue)
            data.add("reason", "expired")
            let late = now.milliseconds(since: end ?? now)
            if late >= 1000 { data.add("late_by_seconds", late / 1000) }
            try Events(connection).append(type, at: end ?? now, data: data)
        }
        for redirect in redirects { try record(.queueRedirected, redirect.queue, redirect.expiresAt) }
        for pause in pauses { try record(.queueResumed, pause.queue, pause.expiresAt) }
        return redirects.count + pauses.count
    }
}
