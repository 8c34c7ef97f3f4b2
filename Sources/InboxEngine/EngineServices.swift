import InboxDomain
package import InboxStore
package import Logging
package import Transport

/// The use cases, wired to one store and to each other: what the composition root runs, and tests run in its place.
package struct EngineServices: Sendable {
    package let intake: Intake
    package let sources: SourceSupervisor
    package let processor: Processor
    package let parts: PartsCollector
    package let scheduler: SLAScheduler
    package let distributor: WorkDistributor
    package let sender: OutboxSender
    package let webhooks: WebhookSender
    package let fetcher: AttachmentFetcher
    package let files: LinkedFiles
    package let desk: Desk
    package let signals: EngineSignals
    package let sourceStates = SourceStates()
    /// Threads for what blocks.
    package let pool: BlockingPool
    private let engine: any SQLEngine
    private let time: any TimeSource

    /// `downloads` carries what customers attach.
    package init(
        graph: GraphHolder, engine: any SQLEngine, ledger: Ledger, http: any HTTPExchange, time: any TimeSource,
        daemon: any DaemonControl, downloads: any StreamingExchange = NoDownloads(), logger: Logger
    ) {
        let signals = EngineSignals()
        let metrics = EngineMetrics()
        // Normalizing takes microseconds, unless a program runs into its time limit: the second thread is for that.
        let pool = BlockingPool(threads: 2, name: "normalizer")
        self.signals = signals
        self.pool = pool
        self.engine = engine
        self.time = time
        intake = Intake(
            graph: graph, ledger: ledger, accepted: signals.accepted, time: time, metrics: metrics, logger: logger)
        sources = SourceSupervisor(
            graph: graph, intake: intake, ledger: ledger, states: sourceStates, time: time, logger: logger)
        processor = Processor(
            graph: graph, engine: engine, ledger: ledger, signals: signals, time: time, pool: pool, metrics: metrics,
            logger: logger)
        parts = PartsCollector(graph: graph, engine: engine, signals: signals, time: time, logger: logger)
        scheduler = SLAScheduler(
            graph: graph, engine: engine, signals: signals, time: time, metrics: metrics, logger: logger,
            reload: { _ = await daemon.reload() })
        distributor = WorkDistributor(graph: graph, engine: engine, signals: signals, time: time, logger: logger)
        sender = OutboxSender(
            graph: graph, engine: engine, blobs: ledger.blobs, signals: signals, time: time, metrics: metrics,
            logger: logger)
        webhooks = WebhookSender(
            graph: graph, engine: engine, http: http, signals: signals, time: time, metrics: metrics, logger: logger)
        fetcher = AttachmentFetcher(
            graph: graph, engine: engine, ledger: ledger, exchange: downloads, signals: signals, time: time, pool: pool,
            metrics: metrics, logger: logger)
        files = LinkedFiles(engine: engine, blobs: ledger.blobs, time: time, logger: logger)
        desk = Desk(
            graph: graph, engine: engine, ledger: ledger, http: http, signals: signals, time: time, pool: pool,
            metrics: metrics, sources: sourceStates, daemon: daemon, logger: logger)
    }

    /// What keeps the daemon from doing its work; empty where it is ready. A full disk shows with the first delivery that
    /// it refuses, and is over with the first that is taken again.
    package func readiness() async -> [String] {
        do {
            try await engine.write(.intake) { _ in }
        } catch {
            return ["the store cannot be written: \(error)"]
        }
        return intake.isStoring ? [] : ["the last delivery could not be stored; the log says why"]
    }

    /// A round trip through the writer. In the lane of the intake: a large change that is being worked out holds up the
    /// other, and is no standstill.
    package func heartbeat() async throws {
        try await engine.write(.intake) { _ in }
    }

    /// A line of figures for people. Looks at every active conversation: a third of a second for a million.
    package func figures() async throws -> String {
        let statuses = try await engine.read { try Overview($0).activeByStatus() }
        return statuses.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    }
}

/// Stands where nothing is downloaded.
package struct NoDownloads: StreamingExchange {
    package init() {}

    package func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw .notSent("nothing is downloaded here")
    }

    package func stream(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPStream {
        throw .notSent("nothing is downloaded here")
    }
}
