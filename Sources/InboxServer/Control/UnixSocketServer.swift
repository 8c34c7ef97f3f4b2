package import Hummingbird
import HummingbirdCore
package import Logging
import ServiceLifecycle

/// Serves HTTP/1.1 on a unix socket, and lets each request know who asks.
///
/// Give it a router's responder whose context is `PeerRequestContext`, or one of your own that takes
/// `PeerCredentials.current` in its initialiser. `run()` throws a `UnixSocketError` where the socket cannot be served; on
/// graceful shutdown requests in progress are answered first and the socket is removed.
package struct UnixSocketServer<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    private let path: String
    private let responder: Responder
    private let logger: Logger
    private let onListening: @Sendable () -> Void

    /// `onListening` is called once, when clients can connect at `path`.
    package init(
        path: String, responder: Responder, logger: Logger, onListening: @escaping @Sendable () -> Void = {}
    ) {
        self.path = path
        self.responder = responder
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        let binding = try UnixSocketBinding(path: path)
        defer { binding.remove() }
        let limits = PeerConnectionLimits()
        let (published, continuation) = AsyncStream.makeStream(of: UnixSocketError?.self)
        let application = Application(
            responder: responder,
            server: HTTPServerBuilder { PeerChannel(responder: $0, limits: limits) },
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: binding.privatePath)),
            onServerRunning: { _ in
                do throws(UnixSocketError) {
                    try binding.publish()
                    continuation.yield(nil)
                } catch {
                    continuation.yield(error)
                }
            },
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await application.run()
            }
            for await failure in published {
                if let failure { throw failure }
                onListening()
            }
            try await group.waitForAll()
        }
    }
}
