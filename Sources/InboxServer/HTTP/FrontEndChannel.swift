import ChannelKit
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// One accepted connection of the front end: decoder and gate on the event loop, one task that answers its calls.
///
/// It takes the place of Hummingbird's own HTTP/1 channel, which hands out translated requests: signatures cover header
/// values, Host and the target as they were sent, and each request would pay for the translation.
struct FrontEndChannel: ServerChildChannel {
    typealias Calls = NIOAsyncChannel<InboundCall, WebhookResponse>

    enum Connection: ServerChildChannelValue {
        case served(Calls)
        case refused(any Channel)

        var channel: any Channel {
            switch self {
            case .served(let calls): calls.channel
            case .refused(let channel): channel
            }
        }
    }

    let limits: FrontEndLimits
    let load: ServerLoad
    let encoder: AnswerEncoder
    let responder: FrontEndResponder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.closeFuture.whenComplete { [load] _ in load.closeConnection() }
        let verdict = load.openConnection()
        return channel.eventLoop.makeCompletedFuture {
            switch verdict {
            case .served: try serve(channel)
            case .refused, .dropped: try refuse(channel, silently: verdict == .dropped)
            }
        }
    }

    func handle(value: Connection, logger: Logger) async {
        do {
            try await withTaskCancellationHandler {
                switch value {
                case .served(let calls):
                    try await calls.executeThenClose { inbound, outbound in
                        for try await call in inbound {
                            try await outbound.write(await responder.respond(to: call))
                        }
                    }
                case .refused(let channel):
                    try await channel.closeFuture.get()
                }
            } onCancel: {
                value.channel.close(promise: nil)
            }
        } catch {
            logger.trace("A connection was lost", metadata: ["error": "\(error)"])
        }
    }

    private func serve(_ channel: any Channel) throws -> Connection {
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.head
        decoderLimits.maxHeaderListSize = limits.head
        decoderLimits.maxHeaderFieldCount = limits.headFields
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)
        let gate = RequestGate(limits: limits, load: load, encoder: encoder, onRefusal: responder.refused)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ArrivalHandler(gate: gate))
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(gate)
        return .served(try Calls(wrappingChannelSynchronously: channel))
    }

    private func refuse(_ channel: any Channel, silently: Bool) throws -> Connection {
        responder.refused(nil, .overload)
        let answer =
            silently
            ? nil
            : encoder.encode(
                Refusal.response(503, "Too many connections at the moment.", retryAfter: true), close: true,
                allocator: channel.allocator)
        try channel.pipeline.syncOperations.addHandler(
            OverloadHandler(answer: answer, lingerTime: limits.lingerTime))
        return .refused(channel)
    }
}
