import ChannelKit
import InboxConfig
package import InboxDomain
package import InboxEngine
import InboxServer
import InboxStore
package import Logging
import Metrics
import ServiceLifecycle
import Transport
package import UnixSignals

/// The composition root: builds every part from the configuration, and runs them until they are told to stop.
///
/// Services start in the order of their dependencies and stop in reverse: HTTP before the engine, the store last.
package struct Daemon {
    private let options: DaemonOptions
    private let logger: Logger

    package init(options: DaemonOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT. Throws `DaemonError.configuration` before anything is opened where the
    /// configuration has errors. `onListening` is told the bound HTTP port once everything answers.
    package func run(
        stopping signals: [UnixSignal] = [.sigterm, .sigint], onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        let http = try CurlTransport()
        // Of their own: what strangers' URLs lead to shares no connection with anything else.
        let downloads = try CurlTransport(connections: 16, connectionsPerHost: 4)
        let builder = GraphBuilder(options: options, http: http, mail: http, logger: logger)
        let built = builder.build()
        guard let graph = built.graph else { throw DaemonError.configuration(built.diagnostics) }
        for diagnostic in built.diagnostics {
            logger.warning("The configuration has a warning.", metadata: ["at": "\(diagnostic.rendered)"])
        }
        let configuration = graph.configuration
        let metrics = DaemonMetrics(
            inboxes: configuration.inboxes.keys.sorted(), webhooks: configuration.webhooks.keys.sorted())
        let store = try await OpenStore(configuration.storage, logger: logger)
        let time = SystemTime()
        let registry = PolicyRegistry(engine: store.engine, time: time)
        let holder = GraphHolder(try await registry.register(graph))
        let state = DaemonState(
            graph: holder, builder: builder, registry: registry, configurationFile: options.configurationPath,
            time: time, logger: logger)
        let engine = EngineServices(
            graph: holder, engine: store.engine, ledger: store.ledger, http: http, time: time, daemon: state,
            downloads: downloads, logger: logger)
        metrics.collect(from: store, time: time)
        let notifier = ServiceNotifier(engine: engine, logger: logger)
        let gate = StartGate(waitsForMail: configuration.server.lmtp != nil) { port in
            notifier.listening(port: port)
            onListening(port)
        }
        let front = HTTPFrontEnd(
            configuration: configuration.server, intake: engine.intake,
            files: engine.files.response, readiness: { Readiness(reasons: await engine.readiness()) },
            metrics: metrics.registry, logger: logger,
            benchmarkRoutes: options.benchmarkRoutes,
            onListening: gate.httpListens)
        let router = ControlRouter(
            service: engine.desk, access: ControlAccess(graph: holder, pool: engine.pool), logger: logger)
        let control = UnixSocketServer(
            path: configuration.server.controlSocket, responder: ControlResponder(router: router), logger: logger,
            onListening: gate.controlListens)
        var services: [any Service] = [StoreService(store: store), TransportService(transport: http)]
        services.append(TransportService(transport: downloads))
        if !options.acceptsOnly { services += [engine.processor, engine.parts] }
        services += [
            engine.scheduler, engine.distributor, engine.sender, engine.webhooks, engine.fetcher, engine.sources,
            ReloadService(state: state, onReady: gate.trapsReload),
            ChannelWatch(state: state, graph: holder, time: time, logger: logger), control,
        ]
        if let endpoint = configuration.server.lmtp {
            services.append(
                MailService(
                    server: configuration.server, endpoint: endpoint, intake: engine.intake, time: time,
                    metrics: metrics, logger: logger, onListening: gate.mailListens))
        }
        services += [front, notifier]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals, logger: logger))
        try await group.run()
    }
}

extension Daemon {
    /// Everything that is wrong with a configuration, its channels included, without running anything.
    package static func check(_ options: DaemonOptions) -> [Diagnostic] {
        graph(options).diagnostics
    }

    /// What the configuration comes to, able to do everything but send.
    package static func graph(_ options: DaemonOptions) -> (graph: EngineGraph?, diagnostics: [Diagnostic]) {
        GraphBuilder(options: options, http: NoTransport(), mail: NoTransport(), logger: Logger(label: "inboxd"))
            .build(strictly: true)
    }
}

/// Stands where nothing is to be sent.
private struct NoTransport: HTTPExchange, MailExchange {
    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw .notSent("nothing is sent during a check")
    }

    func submit(_ mail: MailSubmission) async throws(MailFailure) -> MailReceipt {
        throw .notSent("nothing is sent during a check")
    }
}

/// Why the daemon did not start, or stopped.
package enum DaemonError: Error {
    /// The configuration has errors; nothing was opened. Exit status 78, EX_CONFIG of sysexits.h.
    case configuration([Diagnostic])
}
