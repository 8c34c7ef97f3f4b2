import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle

/// Fires what falls due in conversations: breaches, escalation steps, the end of a snooze, the close of a resolved
/// conversation. It sleeps until the earliest instant in the index of timers; nothing is polled.
///
/// What fell due while the daemon was down is fired at start, at its true instant.
package struct SLAScheduler: Service {
    /// Conversations a transaction whose timers are served: some milliseconds, so that intake and processing come in between.
    private static let chunk = 128
    /// Transactions asked for at a time. The next one waits in the writer's line while this one is committed: where many
    /// conversations are due, no transaction without any of them comes in between.
    private static let transactions = 2
    /// Conversations a transaction that are put under another policy, which nobody waits for.
    private static let portion = 64

    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let signals: EngineSignals
    private let time: any TimeSource
    private let metrics: EngineMetrics
    private let logger: Logger
    private let reload: @Sendable () async -> Void
    private let holidayFiles = HolidayFileWatch()

    /// - Parameter reload: Reads the configuration anew; called where a holiday file changed.
    package init(
        graph: GraphHolder, engine: any SQLEngine, signals: EngineSignals, time: any TimeSource,
        metrics: EngineMetrics, logger: Logger, reload: @escaping @Sendable () async -> Void
    ) {
        self.reload = reload
        self.graph = graph
        self.engine = engine
        self.signals = signals
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.fireUntilCancelled() }
                group.addTask { await self.retargetUntilCancelled() }
            }
        }
    }

    private func fireUntilCancelled() async {
        var earliest: Instant?
        while !Task.isCancelled {
            let seen = signals.changed.generation
            do {
                await rereadHolidays()
                // Looked up first: most of what wakes it moved no timer to now, and a read costs the writer nothing.
                earliest = try await engine.read { try Conversations($0).earliestTimer() }
                if let due = earliest, due <= time.now() {
                    try await fireDue()
                    continue
                }
            } catch {
                if Task.isCancelled { return }
                logger.error("Timers could not be served; they are tried again.", metadata: ["error": "\(error)"])
                earliest = time.now().adding(seconds: 1)
            }
            await signals.changed.wait(past: seen, until: earliest, time: time)
        }
    }

    /// At start and after each reload, beside the timers: a large change holds up no deadline.
    private func retargetUntilCancelled() async {
        while !Task.isCancelled {
            let seen = graph.replaced.generation
            do {
                while try await retargetSome() > 0, !Task.isCancelled {}
                await graph.replaced.wait(past: seen)
            } catch {
                if Task.isCancelled { return }
                logger.error("Promises could not be changed; it is tried again.", metadata: ["error": "\(error)"])
                try? await time.sleep(until: time.now().adding(seconds: 1))
            }
        }
    }

    /// Reads the configuration anew where a holiday file changed. Asked before anything fires, so that no deadline falls on
    /// a day that was closed meanwhile.
    package func rereadHolidays() async {
        guard holidayFiles.needsReload(graph.current.configuration) else { return }
        logger.notice("A holiday file changed; the configuration is read anew.")
        await reload()
    }

    /// Puts some of the conversations that still count under an older version of their policy under the one in force.
    /// Returns how many; 0 where none is left.
    @discardableResult
    package func retargetSome() async throws -> Int {
        let graph = graph.current
        guard !graph.versions.isEmpty else { return 0 }
        let outdated = try await engine.read { try PolicyVersions($0).outdated() }
        guard let version = outdated.first else { return 0 }
        let now = time.now()
        let count = try await engine.write(.work) { connection in
            let found = try PolicyVersions(connection).conversations(under: version, limit: Self.portion)
            let clocks = try Clocks(connection).latest(of: found.map(\.id))
            for conversation in found {
                var unit = try ConversationUnit(
                    conversation, clocks: clocks[conversation.id] ?? [], connection: connection, graph: graph, now: now)
                try unit.advance(to: now)
                try unit.save()
            }
            return found.count
        }
        signals.changed.notify()
        return count
    }

    /// Fires everything whose instant has come. Returns how many conversations that changed.
    @discardableResult
    package func fireDue() async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.transactions { group.addTask { try await self.fireWhatIsLeft() } }
            return try await group.reduce(0, +)
        }
    }

    private func fireWhatIsLeft() async throws -> Int {
        var total = 0
        while true {
            let now = time.now()
            let graph = graph.current
            let fired = try await engine.write(.work) { try Self.fireSome($0, graph, now) }
            if fired == 0 { return total }
            total += fired
            metrics.timersFired(fired)
            signals.changed.notify()
        }
    }

    /// Serves the conversations that have waited longest, as many as one transaction takes. Returns how many.
    private static func fireSome(_ connection: any SQLConnection, _ graph: EngineGraph, _ now: Instant) throws -> Int {
        let due = try Conversations(connection).withTimer(notAfter: now, limit: chunk)
        let clocks = try Clocks(connection).latest(of: due.map(\.id))
        // Set once others than those in turn may have been changed: what was read above no longer holds then.
        var isOutdated = false
        var events: [NewEvent] = []
        for found in due {
            var conversation = found
            if isOutdated, let current = try Conversations(connection).find(found.id) { conversation = current }
            var unit = try ConversationUnit(
                conversation, clocks: isOutdated ? nil : clocks[found.id] ?? [], connection: connection, graph: graph,
                now: now)
            try unit.advance(to: now)
            let assigner = Assigner(connection: connection, graph: graph, now: now)
            let isReturned = try assigner.giveBack(&unit, at: now)
            // Who wakes up, or was moved by an escalation, waits for somebody there like anyone else.
            if (unit.conversation.queue, unit.conversation.status) != (conversation.queue, conversation.status) {
                try assigner.assign(&unit, at: now)
            }
            let change = try unit.change(afterTimer: now)
            try change.writeState(connection)
            events += change.events
            // Who was silent is not given something else in its place.
            guard !isReturned, conversation.assignee != nil else { continue }
            try Events(connection).append(events)
            events.removeAll(keepingCapacity: true)
            if try assigner.fillRoom(left: conversation, unit.conversation, at: now) > 0 { isOutdated = true }
        }
        try Events(connection).append(events)
        return due.count
    }
}
