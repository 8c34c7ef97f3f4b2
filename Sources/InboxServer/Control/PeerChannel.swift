import HummingbirdCore
import Logging
import NIOCore

/// One accepted connection of a unix socket: HTTP/1.1, served in a task that knows the peer.
struct PeerChannel: ServerChildChannel {
    struct Connection: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        /// Nil where the peer has too many connections already, or cannot be told: it is hung up on.
        let peer: PeerCredentials?

        var channel: any Channel { http.channel }
    }

    private let http: HTTP1Channel
    private let limits: PeerConnectionLimits

    init(responder: @escaping HTTPChannelHandler.Responder, limits: PeerConnectionLimits) {
        // A client may watch events for hours: only connections between two requests, or in one, can be idle.
        http = HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(60)))
        self.limits = limits
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        let limits = limits
        let peer = PeerCredentials.read(from: channel)
            .map { limits.admit($0, until: channel.closeFuture) ? $0 : nil }
            .flatMapErrorThrowing { _ in nil }
        return http.setup(channel: channel, logger: logger).and(peer).map(Connection.init)
    }

    func handle(value: Connection, logger: Logger) async {
        guard let peer = value.peer else {
            logger.warning("A local user has too many connections to the control socket")
            try? await value.http.executeThenClose { _, _ in }
            return
        }
        await PeerCredentials.$current.withValue(peer) {
            await http.handle(value: value.http, logger: logger)
        }
    }
}
