import Foundation
import NIOCore
import NIOPosix

/// Publishes a JSON Web Key Set on loopback, for as long as it is kept: it answers whatever it is asked.
final class KeySetServer {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/keys" }

    init(_ keys: [String]) throws {
        let body = "{\"keys\":[\(keys.joined(separator: ","))]}"
        let answer = ByteBuffer(
            string: """
                HTTP/1.1 200 OK\r
                content-type: application/json\r
                content-length: \(body.utf8.count)\r
                connection: close\r
                \r
                \(body)
                """)
        channel = try ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Answerer(answer))
            }
        }.bind(host: "127.0.0.1", port: 0).wait()
    }

    func stop() {
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
    }
}

private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: ByteBuffer

    init(_ answer: ByteBuffer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        context.close(promise: nil)
    }
}
