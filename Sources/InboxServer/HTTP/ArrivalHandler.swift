import NIOCore

/// Stands before the HTTP decoder and tells the gate when bytes arrive, which the gate cannot see: it gets whole heads.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let gate: RequestGate

    init(gate: RequestGate) {
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        gate.bytesArrived(at: context.eventLoop.now)
        context.fireChannelRead(data)
    }
}
