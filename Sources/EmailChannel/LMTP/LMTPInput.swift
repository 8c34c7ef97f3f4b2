import NIOCore

/// What a connection tells its session, in its order.
enum LMTPInput: Sendable {
    case bytes(ByteBuffer)
    /// Nothing came for as long as may be.
    case idle
    /// The daemon is stopping.
    case stop
}

/// Puts what happens to a connection into one sequence with what it sends.
final class LMTPInputHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = LMTPInput

    /// Fired at the pipeline from outside.
    struct Stop: Sendable {}

    private let onActive: (any Channel) -> Void

    /// `onActive` is called when the channel can be written to, before anything is read.
    init(onActive: @escaping (any Channel) -> Void) {
        self.onActive = onActive
    }

    func channelActive(context: ChannelHandlerContext) {
        onActive(context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(wrapInboundOut(.bytes(unwrapInboundIn(data))))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Stop: send(.stop, context)
        case is IdleStateHandler.IdleStateEvent: send(.idle, context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func send(_ input: LMTPInput, _ context: ChannelHandlerContext) {
        context.fireChannelRead(wrapInboundOut(input))
        context.fireChannelReadComplete()
    }
}
