package import ChannelKit
package import InboxDomain
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// Takes mail from an MTA of this machine (RFC 2033), on a unix socket or on loopback.
///
/// 250 is said for a recipient when the ledger has the message, and not before; 451 where it could not be written, so that
/// the MTA keeps it. `run()` serves until graceful shutdown: then no connection is accepted any more, sessions are told
/// 421, and messages in progress have `drainTime` to end. Throws where the address cannot be bound.
///
/// Nothing runs on the event loops but the sockets: sessions are tasks, each reading only as fast as it works.
package struct LMTPServer: Service {
    package enum Address: Sendable, Hashable {
        case unix(path: String)
        case tcp(host: String, port: Int)
    }

    private typealias Connection = NIOAsyncChannel<LMTPInput, ByteBuffer>

    package let load: LMTPLoad
    private let address: Address
    private let host: String
    private let limits: LMTPLimits
    private let intake: any MailIntake
    private let now: @Sendable () -> Instant
    private let drainTime: Duration
    private let eventLoopGroup: any EventLoopGroup
    private let onRefusal: @Sendable (LMTPRefusal) -> Void
    private let onListening: @Sendable (Int?) throws -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - host: what the server calls itself.
    ///   - onRefusal: called once for each thing refused, from any thread.
    ///   - onListening: called once, with the port, nil on a unix socket. What it throws ends the server.
    package init(
        address: Address, host: String, limits: LMTPLimits, intake: any MailIntake, logger: Logger,
        now: @escaping @Sendable () -> Instant, drainTime: Duration = .seconds(20),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        onRefusal: @escaping @Sendable (LMTPRefusal) -> Void = { _ in },
        onListening: @escaping @Sendable (Int?) throws -> Void = { _ in }
    ) {
        load = LMTPLoad(limits)
        self.address = address
        self.host = host
        self.limits = limits
        self.intake = intake
        self.now = now
        self.drainTime = drainTime
        self.eventLoopGroup = eventLoopGroup
        self.onRefusal = onRefusal
        self.onListening = onListening
        self.logger = logger
    }

    package func run() async throws {
        let (connections, continuation) = AsyncStream.makeStream(of: Connection.self)
        let listener = try await bind { connection in
            guard case .terminated = continuation.yield(connection) else { return }
            // It came as the listener closed. One that was never served must be ended in form.
            Task { try? await connection.executeThenClose { _, _ in } }
        }
        // Not from a sequence of the listener's own: an error of accept (no descriptors left) would end that.
        listener.closeFuture.whenComplete { _ in continuation.finish() }
        do {
            try onListening(listener.localAddress?.port)
        } catch {
            try? await listener.close()
            throw error
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await withTaskCancellationOrGracefulShutdownHandler {
                    await withDiscardingTaskGroup { sessions in
                        for await connection in connections { sessions.addTask { await serve(connection) } }
                    }
                } onCancelOrGracefulShutdown: {
                    listener.close(promise: nil)
                }
                return true
            }
            group.addTask {
                // Throws where the sessions ended first, and this task was cancelled.
                try await gracefulShutdown()
                try await Task.sleep(for: drainTime)
                return false
            }
            if try await group.next() == false {
                logger.warning(
                    "Mail in progress was cut off at shutdown.", metadata: ["lmtp.sessions": "\(load.openSessions)"])
            }
            group.cancelAll()
        }
    }

    private func bind(_ accept: @escaping @Sendable (Connection) -> Void) async throws -> any Channel {
        let idleTime = TimeAmount.seconds(limits.idleTime)
        let bootstrap = ServerBootstrap(group: eventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(readTimeout: idleTime),
                        // Before it is active, what is written is lost.
                        LMTPInputHandler { channel in
                            guard let connection = try? Self.connection(channel) else {
                                return channel.close(promise: nil)
                            }
                            accept(connection)
                        },
                    ])
                }
            }
        switch address {
        case .unix(let path): return try await bootstrap.bind(unixDomainSocketPath: path).get()
        case .tcp(let host, let port): return try await bootstrap.bind(host: host, port: port).get()
        }
    }

    private static func connection(_ channel: any Channel) throws -> Connection {
        try Connection(
            wrappingChannelSynchronously: channel,
            configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)))
    }

    // MARK: - One session

    private func serve(_ connection: Connection) async {
        let isWelcome = load.enter()
        defer { load.leave() }
        do {
            try await withGracefulShutdownHandler {
                try await connection.executeThenClose { inbound, outbound in
                    guard isWelcome else {
                        onRefusal(.tooManySessions)
                        return try await outbound.write(ByteBuffer(bytes: LMTPSession.refusing(host: host)))
                    }
                    var session = LMTPSession(
                        host: host, limits: limits, memory: load.memory, inbox: { intake.inbox(for: $0) })
                    guard try await carryOut(&session, outbound) else { return }
                    for try await input in inbound {
                        switch input {
                        case .bytes(let buffer): session.receive(buffer.readableBytesView)
                        case .idle: session.expire()
                        case .stop: session.stop()
                        }
                        guard try await carryOut(&session, outbound) else { return }
                    }
                }
            } onGracefulShutdown: {
                connection.channel.pipeline.fireUserInboundEventTriggered(LMTPInputHandler.Stop())
            }
        } catch {
            logger.trace("A connection was lost.", metadata: ["error": "\(error)"])
        }
    }

    /// False when the session is over.
    private func carryOut(
        _ session: inout LMTPSession, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        while let action = session.next() {
            switch action {
            case .write(let bytes): try await outbound.write(ByteBuffer(bytes: bytes))
            case .refused(let refusal): onRefusal(refusal)
            case .store(let transaction): session.stored(await store(transaction))
            case .close: return false
            }
        }
        return true
    }

    private func store(_ transaction: LMTPTransaction) async -> Bool {
        let now = now()
        let deliveries = transaction.inboxes.map { inbox, addresses in
            MailDelivery(
                inbox: inbox,
                delivery: IncomingDelivery(
                    receivedAt: now,
                    headers: MailEnvelope(sender: transaction.sender, recipients: addresses, client: transaction.client)
                        .headers,
                    body: transaction.body))
        }
        do {
            try await intake.store(deliveries)
            return true
        } catch {
            return false
        }
    }
}
