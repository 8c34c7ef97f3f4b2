package import ChannelKit
import HummingbirdCore
package import InboxConfig
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// The HTTP server that the world reaches: webhooks on `/in/<inbox>`, `/healthz`, `/readyz` and `/metrics`.
///
/// `run()` serves until graceful shutdown: then no connection is accepted any more, idle ones are closed, and requests
/// in progress have `drainTime` to end. Throws `HTTPFrontEndError` where the address cannot be bound.
package struct HTTPFrontEnd: Service {
    private let configuration: InboxConfig.ServerConfiguration
    private let limits: FrontEndLimits
    private let load: ServerLoad
    private let responder: FrontEndResponder
    private let drainTime: Duration
    private let eventLoopGroup: any EventLoopGroup
    private let onListening: @Sendable (Int) -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - files: answers a GET of a path below `/files/`.
    ///   - readiness: asked at each `GET /readyz`; should answer within a second.
    ///   - limits: those of `configuration`, where nil.
    ///   - drainTime: how long requests in progress may take to end at shutdown.
    ///   - benchmarkRoutes: answers `POST /noop` at once, as the measure of the server without its work.
    ///   - onListening: called once, with the port: where the configuration says 0, the one that was free.
    package init(
        configuration: InboxConfig.ServerConfiguration, intake: any WebhookIntake,
        files: @escaping @Sendable (String) async -> WebhookResponse,
        readiness: @escaping @Sendable () async -> Readiness, metrics: PrometheusRegistry, logger: Logger,
        limits: FrontEndLimits? = nil, drainTime: Duration = .seconds(20), benchmarkRoutes: Bool = false,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.configuration = configuration
        let limits = limits ?? FrontEndLimits(configuration.limits)
        self.limits = limits
        load = ServerLoad(limits: limits)
        self.drainTime = drainTime
        self.eventLoopGroup = eventLoopGroup
        self.onListening = onListening
        self.logger = logger
        responder = FrontEndResponder(
            intake: intake, files: files, readiness: readiness, metrics: metrics, publicURL: configuration.publicURL,
            benchmarkRoutes: benchmarkRoutes)
        metrics.declare(gauge: "inboxd_http_connections", help: "Open connections of the webhook server.")
        metrics.declare(gauge: "inboxd_http_requests_in_flight", help: "Requests being answered.")
        metrics.addCollector { [load] in
            [
                MetricSample("inboxd_http_connections", Double(load.openConnections)),
                MetricSample("inboxd_http_requests_in_flight", Double(load.requestsInFlight)),
            ]
        }
    }

    package func run() async throws {
        let channel = FrontEndChannel(
            limits: limits, load: load, encoder: AnswerEncoder(dates: DateHeader()), responder: responder)
        let server = channel.server(
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 1024),
            onServerRunning: { [onListening, configuration] in
                onListening($0.localAddress?.port ?? configuration.port)
            },
            eventLoopGroup: eventLoopGroup, logger: logger)
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask {
                do {
                    try await server.run()
                } catch let error as IOError {
                    throw HTTPFrontEndError.cannotListen(
                        host: configuration.host, port: configuration.port, reason: error.description)
                }
                return .served
            }
            group.addTask {
                // Throws where the server ended first, and this task was cancelled.
                try await gracefulShutdown()
                try await Task.sleep(for: drainTime)
                return .drainTimeOver
            }
            if try await group.next() == .drainTimeOver {
                logger.warning(
                    "Requests in progress were cut off at shutdown",
                    metadata: ["http.requests": "\(load.requestsInFlight)"])
            }
            group.cancelAll()
        }
    }

    private enum Ending {
        case served
        case drainTimeOver
    }
}
