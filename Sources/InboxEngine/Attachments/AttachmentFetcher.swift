import ChannelKit
import InboxConfig
package import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle
package import Transport

/// Brings what customers attach into blobs, after their messages are stored.
///
/// An attempt is counted, durably, before its first request, so that one which ends the process is not made for ever. What
/// was under way when the process ended is done again: a blob is named by its content, and the row names it only when all
/// of it is on the disk. Failures that may pass are tried eight times over about a day; then, or where there is no hope, the
/// attachment is missing, with the reason.
package struct AttachmentFetcher: Service {
    /// Rows that are looked at together.
    private static let chunk = 64
    /// Seconds beyond the time limit after which an attempt is taken for dead, where others share the store.
    private static let grace: Int64 = 120

    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let ledger: Ledger
    private let exchange: any StreamingExchange
    private let signals: EngineSignals
    private let time: any TimeSource
    private let pool: BlockingPool
    private let metrics: EngineMetrics
    private let logger: Logger
    private let jitter: @Sendable () -> Double
    private let slots = FetchSlots()

    /// `jitter` is what a pause is multiplied with.
    package init(
        graph: GraphHolder, engine: any SQLEngine, ledger: Ledger, exchange: any StreamingExchange,
        signals: EngineSignals, time: any TimeSource, pool: BlockingPool, metrics: EngineMetrics, logger: Logger,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0.8...1.2) }
    ) {
        self.graph = graph
        self.engine = engine
        self.ledger = ledger
        self.exchange = exchange
        self.signals = signals
        self.time = time
        self.pool = pool
        self.metrics = metrics
        self.logger = logger
        self.jitter = jitter
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await UntilStored(time: time, logger: logger).run("Attachments could not be recovered; it is tried again.")
            {
                try await recover()
            }
            await self.fetchUntilCancelled()
        }
    }

    /// Makes due what was being fetched when the process last ended.
    package func recover() async throws {
        let now = time.now()
        _ = try await engine.write(.work) { try AttachmentFetches($0).recover(at: now) }
    }

    private func fetchUntilCancelled() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let seen = signals.attachments.generation
                var next: Instant?
                do {
                    let fetches = try await claim()
                    for fetch in fetches { group.addTask { await self.fetchOne(fetch) } }
                    if !fetches.isEmpty { continue }
                    next = try await nextLook()
                } catch {
                    if Task.isCancelled { return }
                    logger.error(
                        "Attachments could not be looked for; it is tried again.", metadata: ["error": "\(error)"])
                    next = time.now().adding(seconds: 1)
                }
                await signals.attachments.wait(past: seen, until: next, time: time)
            }
        }
    }

    /// When something may become due. What is due and was not taken waits for a fetch that ends, which tells.
    package func nextLook() async throws -> Instant? {
        if slots.isFull { return nil }
        let now = time.now()
        let next = try await engine.read { try AttachmentFetches($0).nextAttempt() }
        return next.map { $0 > now ? $0 : now.adding(seconds: 60) }
    }

    /// Fetches what is due and may be fetched together, and waits for the outcomes. Returns how many were taken.
    @discardableResult
    package func fetchDue() async throws -> Int {
        let fetches = try await claim()
        await withTaskGroup(of: Void.self) { group in
            for fetch in fetches { group.addTask { await self.fetchOne(fetch) } }
        }
        return fetches.count
    }

    private func claim() async throws -> [AttachmentFetch] {
        guard !slots.isFull else { return [] }
        let now = time.now()
        let lease = now.adding(seconds: graph.current.configuration.attachments.timeout + Self.grace)
        let full = slots.fullInboxes
        let due = try await engine.read {
            try AttachmentFetches($0).due(notAfter: now, limit: Self.chunk, except: full)
        }
        let taken = slots.take(due)
        guard !taken.isEmpty else { return [] }
        do {
            let claimed = try await engine.write(.work) { connection in
                try taken.filter { try AttachmentFetches(connection).claim($0, now: now, until: lease) }
            }
            for lost in taken where !claimed.contains(lost) { slots.release(lost.inbox) }
            return claimed
        } catch {
            for lost in taken { slots.release(lost.inbox) }
            throw error
        }
    }

    // MARK: - One attachment

    private func fetchOne(_ fetch: AttachmentFetch) async {
        let graph = graph.current
        let outcome = await attempt(fetch, graph: graph)
        // What was cut off by the daemon's end is done again at its start.
        if !Task.isCancelled { await record(outcome, of: fetch) }
        slots.release(fetch.inbox)
        signals.attachments.notify()
    }

    private func attempt(
        _ fetch: AttachmentFetch, graph: EngineGraph
    ) async -> Result<AttachmentDownload.Content, AttachmentFailure> {
        guard let adapter = graph.adapters[fetch.inbox] else {
            return .failure(
                AttachmentFailure(
                    .transient, code: "unknown_inbox", detail: "inbox \(fetch.inbox) is not in the configuration"))
        }
        do {
            let message = try await engine.read { try Messages($0).find(fetch.message) }
            guard let message, message.attachments.indices.contains(fetch.position) else {
                return .failure(.permanent("gone", "the message has no such attachment"))
            }
            let attachment = message.attachments[fetch.position]
            switch adapter.place(of: attachment) {
            case .nowhere:
                return .failure(.permanent("nowhere", "channel \(adapter.inbox.channel) does not say where it is"))
            case .delivery: return try await takeOut(attachment, of: message, adapter)
            case .remote:
                let download = AttachmentDownload(
                    exchange: exchange, blobs: ledger.blobs, rules: graph.configuration.attachments, adapter: adapter)
                return await download.content(of: attachment, now: time.now())
            }
        } catch {
            return .failure(AttachmentFailure(.transient, code: "store", detail: "the store cannot be used: \(error)"))
        }
    }

    /// The content out of the delivery that brought the message.
    private func takeOut(
        _ attachment: Attachment, of message: Message, _ adapter: any ChannelAdapter
    ) async throws -> Result<AttachmentDownload.Content, AttachmentFailure> {
        guard let id = message.delivery, let stored = try await ledger.body(of: id), stored.bodyProblem == nil else {
            return .failure(.permanent("delivery_lost", "the delivery that brought it is not whole in the ledger"))
        }
        let delivery = RawDelivery(stored)
        let content = await pool.run { adapter.content(of: attachment, in: delivery) }
        guard let content else {
            return .failure(.permanent("not_in_delivery", "delivery \(id) does not hold it where it should be"))
        }
        return .success(
            AttachmentDownload.Content(
                blob: try await ledger.blobs.put(content), size: Int64(content.count),
                sniffedType: ContentSniffer.type(of: content)))
    }

    // MARK: - The outcome

    /// Until it is written the attachment stays marked as being fetched; a failing store must not lose the outcome.
    private func record(
        _ outcome: Result<AttachmentDownload.Content, AttachmentFailure>, of fetch: AttachmentFetch
    ) async {
        let now = time.now()
        let factor = jitter()
        let label = await UntilStored(time: time, logger: logger).run(
            "The outcome of a fetch could not be stored; it is tried again.", ["message.id": "\(fetch.message)"]
        ) {
            try await engine.write(.work) { connection in
                try FetchOutcome(connection: connection, now: now, factor: factor).record(outcome, of: fetch)
            }
        }
        guard let label else { return }
        metrics.attachmentFetched(inbox: fetch.inbox, outcome: label)
        if label == .missing { signals.changed.notify() }
        log(outcome, of: fetch, label)
    }

    private func log(
        _ outcome: Result<AttachmentDownload.Content, AttachmentFailure>, of fetch: AttachmentFetch,
        _ label: AttachmentOutcome
    ) {
        guard case .failure(let failure) = outcome else { return }
        logger.warning(
            label == .missing ? "An attachment is given up." : "An attachment could not be fetched; it is tried again.",
            metadata: [
                "message.id": "\(fetch.message)", "attachment.position": "\(fetch.position)",
                "inbox": "\(fetch.inbox)", "code": "\(failure.code)", "detail": "\(failure.detail)",
            ])
    }
}
