import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that reads, answers and closes as a script says: what no well-behaved server would do.
struct LoopbackPeer {
    /// One step of a connection: when the bytes received since the last step hold `until`, `reply` is sent.
    struct Step: Sendable {
        var until = "\r\n\r\n"
        var reply = ""
        var closes = false
    }

    /// What the connections received, and how many there were.
    final class Record: Sendable {
        private let bytes = Mutex<[Int: String]>([:])

        func open() -> Int {
            bytes.withLock { bytes in
                let number = bytes.count
                bytes[number] = ""
                return number
            }
        }

        func add(_ text: String, to connection: Int) {
            bytes.withLock { $0[connection, default: ""] += text }
        }

        var connections: Int { bytes.withLock { $0.count } }
        var received: [String] { bytes.withLock { bytes in (0..<bytes.count).map { bytes[$0] ?? "" } } }
    }

    let record = Record()
    private let channel: any Channel

    /// Each connection runs the script of its number, later ones the last.
    init(_ scripts: [[Step]], unixSocket: String? = nil) async throws {
        let record = record
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = record.open()
                    let script = scripts[min(number, scripts.count - 1)]
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptHandler(script: script, number: number, record: record))
                }
            }
        if let unixSocket {
            channel = try await bootstrap.bind(unixDomainSocketPath: unixSocket).get()
        } else {
            channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        }
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    func close() async throws {
        try await channel.close()
    }

    /// Runs `body` against a peer with these scripts, and closes it.
    static func with(
        _ scripts: [[Step]], unixSocket: String? = nil, _ body: (LoopbackPeer) async throws -> Void
    ) async throws {
        let peer = try await LoopbackPeer(scripts, unixSocket: unixSocket)
        do {
            try await body(peer)
        } catch {
            try await peer.close()
            throw error
        }
        try await peer.close()
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<LoopbackPeer.Step>
    private let number: Int
    private let record: LoopbackPeer.Record
    private var unread = ""

    init(script: [LoopbackPeer.Step], number: Int, record: LoopbackPeer.Record) {
        steps = script[...]
        self.number = number
        self.record = record
    }

    func channelActive(context: ChannelHandlerContext) {
        advance(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        record.add(text, to: number)
        unread += text
        advance(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func advance(_ context: ChannelHandlerContext) {
        while let step = steps.first, step.until.isEmpty || unread.utf8.contains(step.until) {
            steps.removeFirst()
            unread = ""
            let written = context.eventLoop.makePromise(of: Void.self)
            if step.closes {
                written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: step.reply)), promise: written)
        }
    }
}

extension String.UTF8View {
    /// Whether the bytes stand somewhere in these: `\r\n` is one Character, so strings cannot be asked.
    fileprivate func contains(_ text: String) -> Bool {
        let (hay, needle) = (Array(self), Array(text.utf8))
        guard hay.count >= needle.count else { return false }
        return (0...(hay.count - needle.count)).contains { hay[$0..<($0 + needle.count)].elementsEqual(needle) }
    }
}
