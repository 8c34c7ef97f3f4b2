import ChannelKit
import InboxConfig
import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle

/// Turns stored deliveries into messages and conversations, in ledger order.
///
/// Deliveries are taken in chunks: normalized on threads of their own, then applied in one transaction, each inside a
/// savepoint, so that one that cannot be applied is quarantined alone. While a chunk is written the next one is being
/// normalized. A crash at any point leaves the chunk pending, and it is done again with the same effect.
package struct Processor: Service {
    /// Deliveries a transaction: enough to share an fsync, few enough that an intake waiting for the writer hardly
    /// notices.
    package static let chunk = 48

    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let ledger: Ledger
    private let signals: EngineSignals
    private let time: any TimeSource
    private let pool: BlockingPool
    private let metrics: EngineMetrics
    private let logger: Logger

    package init(
        graph: GraphHolder, engine: any SQLEngine, ledger: Ledger, signals: EngineSignals, time: any TimeSource,
        pool: BlockingPool, metrics: EngineMetrics, logger: Logger
    ) {
        self.graph = graph
        self.engine = engine
        self.ledger = ledger
        self.signals = signals
        self.time = time
        self.pool = pool
        self.metrics = metrics
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await self.processUntilCancelled()
        }
    }

    /// Processes everything that is pending now, then returns how many deliveries that were.
    @discardableResult
    package func drain() async throws -> Int {
        var count = 0
        var next = try await prepare(after: nil)
        while let chunk = next {
            async let following = prepare(after: chunk.last)
            try await apply(chunk)
            count += chunk.deliveries.count
            next = try await following
        }
        return count
    }

    private func processUntilCancelled() async {
        while !Task.isCancelled {
            let seen = signals.accepted.generation
            do {
                if try await drain() == 0 {
                    await signals.accepted.wait(past: seen)
                }
            } catch {
                if Task.isCancelled { return }
                logger.error(
                    "Processing stopped at a store failure; it is tried again.", metadata: ["error": "\(error)"])
                try? await time.sleep(until: time.now().adding(seconds: 1))
            }
        }
    }

    // MARK: - One chunk

    private struct Chunk: Sendable {
        var graph: EngineGraph
        var deliveries: [Prepared]
        var last: DeliveryID
    }

    private struct Prepared: Sendable {
        var delivery: DeliverySummary
        var events: Result<NormalizedBatch, Refusal>
    }

    /// Why a delivery goes into quarantine before anything of it is applied.
    private struct Refusal: Error {
        var reason: String
        var detail: String

        init(_ error: NormalizationError) {
            reason = error.code.rawValue
            detail = error.detail
        }

        init(reason: String, detail: String) {
            self.reason = reason
            self.detail = detail
        }
    }

    private struct DeliverySummary: Sendable {
        var id: DeliveryID
        var inbox: String
        var receivedAt: Instant
    }

    private func prepare(after cursor: DeliveryID?) async throws -> Chunk? {
        let pending = try await ledger.pending(after: cursor, limit: Self.chunk)
        guard let last = pending.last?.id else { return nil }
        let graph = graph.current
        let deliveries = await pool.run {
            pending.map { delivery in
                Prepared(
                    delivery: DeliverySummary(
                        id: delivery.id, inbox: delivery.inbox, receivedAt: delivery.receivedAt),
                    events: Self.normalize(delivery, by: graph))
            }
        }
        return Chunk(graph: graph, deliveries: deliveries, last: last)
    }

    private static func normalize(
        _ stored: StoredDelivery, by graph: EngineGraph
    ) -> Result<NormalizedBatch, Refusal> {
        if let failure = graph.failures[stored.inbox] {
            return .failure(Refusal(reason: "channel_broken", detail: failure))
        }
        guard let adapter = graph.adapters[stored.inbox] else {
            return .failure(
                Refusal(
                    reason: "unknown_inbox", detail: "inbox \(stored.inbox) is not in the configuration any more"))
        }
        // An empty body in its place could be understood as something else, and the delivery would count as processed.
        if let problem = stored.bodyProblem {
            return .failure(Refusal(reason: "body_lost", detail: problem))
        }
        do {
            return .success(try adapter.normalizeEach(RawDelivery(stored)))
        } catch {
            return .failure(Refusal(error))
        }
    }

    private func apply(_ chunk: Chunk) async throws {
        let now = time.now()
        let settled = try await engine.write(.work) { [ledger] connection in
            try chunk.deliveries.map { prepared in
                let settlement = try Self.settle(prepared, connection: connection, graph: chunk.graph, now: now)
                try ledger.settle(
                    connection, prepared.delivery.id, settlement.state, reason: settlement.reason,
                    detail: settlement.detail, at: now, message: settlement.message,
                    conversation: settlement.conversation)
                return (inbox: prepared.delivery.inbox, id: prepared.delivery.id, settlement: settlement)
            }
        }
        for (prepared, item) in zip(chunk.deliveries, settled) {
            let lag = Double(now.milliseconds(since: prepared.delivery.receivedAt)) / 1000
            metrics.settled(inbox: item.inbox, state: item.settlement.state, lagSeconds: lag)
            guard item.settlement.state == .quarantined else { continue }
            logger.warning(
                "A delivery was quarantined; replay it after the cause is mended.",
                metadata: [
                    "inbox": "\(item.inbox)", "delivery.id": "\(item.id)",
                    "reason": "\(item.settlement.reason ?? "-")",
                ])
        }
        signals.changed.notify()
        if settled.contains(where: { $0.settlement.hasNewAttachments }) { signals.attachments.notify() }
        if settled.contains(where: { $0.settlement.isAcknowledged }) { signals.queued.notify() }
    }

    private static func settle(
        _ prepared: Prepared, connection: any SQLConnection, graph: EngineGraph, now: Instant
    ) throws -> Settlement {
        switch prepared.events {
        case .failure(let refusal):
            return Settlement(state: .quarantined, reason: refusal.reason, detail: refusal.detail)
        case .success(let batch):
            guard let inbox = graph.configuration.inboxes[prepared.delivery.inbox] else {
                return Settlement(state: .quarantined, reason: "unknown_inbox")
            }
            let application = DeliveryApplication(
                connection: connection, graph: graph, delivery: prepared.delivery.id, inbox: inbox,
                receivedAt: prepared.delivery.receivedAt, now: now)
            let (result, applied) = try apply(batch, application)
            var settlement = result
            settlement.hasNewAttachments = applied.hasNewAttachments
            settlement.isAcknowledged = applied.isAcknowledged
            return settlement
        }
    }

    /// Applies what can be understood. Where an event cannot be, or cannot be applied, the delivery is quarantined with the
    /// others applied: they have had their effect, and a replay finds them so.
    private static func apply(
        _ batch: NormalizedBatch, _ application: DeliveryApplication
    ) throws -> (Settlement, DeliveryApplication) {
        var application = application
        var problems = batch.failures.map { Refusal($0) }
        var settlement = Settlement(state: .ignored)
        let whole = try attempt(batch.events, &application)
        switch whole {
        case .success(let result): settlement = result
        case .failure(let problem) where batch.events.count < 2: problems.append(problem)
        case .failure:
            // Together they failed: then one by one, each in a savepoint of its own.
            for (i, event) in batch.events.enumerated() {
                switch try attempt([event], &application) {
                case .success(let result): settlement = result
                case .failure(let problem):
                    problems.append(Refusal(reason: problem.reason, detail: "event \(i + 1): \(problem.detail)"))
                }
            }
        }
        guard let first = problems.first else { return (settlement, application) }
        let count = batch.events.count + batch.failures.count
        let others = count > problems.count ? "\(problems.count) of \(count) events; \(first.detail)" : first.detail
        settlement = Settlement(
            state: .quarantined, reason: first.reason, detail: others, message: settlement.message,
            conversation: settlement.conversation)
        return (settlement, application)
    }

    /// What cannot be applied is undone alone. Throws where the store itself fails.
    private static func attempt(
        _ events: [NormalizedEvent], _ application: inout DeliveryApplication
    ) throws -> Result<Settlement, Refusal> {
        let before = application
        do {
            return .success(try application.connection.savepoint { try application.apply(events) })
        } catch let error as StoreError where !error.concernsOneStatement {
            throw error
        } catch {
            application = before
            return .failure(Refusal(reason: "processing_failed", detail: "\(error)"))
        }
    }
}

extension RawDelivery {
    /// One delivery of the ledger, as adapters take it.
    init(_ stored: StoredDelivery) {
        self.init(
            id: stored.id, inbox: stored.inbox, receivedAt: stored.receivedAt, method: stored.method,
            subpath: stored.subpath, query: stored.query,
            headers: stored.headers.map { WebhookRequest.Header(name: $0.name, value: $0.value) }, body: stored.body)
    }
}
