import ChannelKit
import InboxConfig
import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle

/// Gives up waiting for the missing parts of long messages: what is there becomes the message.
package struct PartsCollector: Service {
    /// Seconds between two looks, at most: parts that came meanwhile are seen then.
    private static let interval: Int64 = 30
    /// Seconds that a group waits on where it cannot be made a message of.
    private static let postponement: Int64 = 3600

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
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await self.collect() > 0 { continue }
                } catch {
                    self.logger.error(
                        "Parts of messages cannot be looked at; it is tried again.", metadata: ["error": "\(error)"])
                }
                try? await self.time.sleep(until: self.time.now().adding(seconds: Self.interval))
            }
        }
    }

    /// Makes messages of the groups that have waited long enough; how many those were.
    @discardableResult
    package func collect() async throws -> Int {
        let now = time.now()
        let due = try await engine.read { try MessageParts($0).nextExpiry() }
        guard let due, due <= now else { return 0 }
        let graph = graph.current
        let count = try await engine.write(.work) { connection in
            let groups = try MessageParts(connection).expired(at: now)
            for group in groups { try Self.giveUp(group.group, inbox: group.inbox, connection, graph, now) }
            return groups.count
        }
        signals.changed.notify()
        signals.attachments.notify()
        signals.queued.notify()
        return count
    }

    private static func giveUp(
        _ group: String, inbox: String, _ connection: any SQLConnection, _ graph: EngineGraph, _ now: Instant
    ) throws {
        let parts = MessageParts(connection)
        guard let definition = graph.configuration.inboxes[inbox],
            let last = try parts.group(group, inbox: inbox).max(by: { $0.receivedAt < $1.receivedAt })
        else { return try parts.postpone(group, inbox: inbox, until: now.adding(seconds: postponement)) }
        do {
            try connection.savepoint {
                var application = DeliveryApplication(
                    connection: connection, graph: graph, delivery: last.delivery, inbox: definition,
                    receivedAt: last.receivedAt, now: now)
                try application.join(group)
            }
        } catch let error as StoreError where !error.concernsOneStatement {
            throw error
        } catch {
            try parts.postpone(group, inbox: inbox, until: now.adding(seconds: postponement))
        }
    }
}
