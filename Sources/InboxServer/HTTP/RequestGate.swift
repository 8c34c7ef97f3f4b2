import ChannelKit
import NIOCore
import NIOHTTP1

/// Lets complete requests through, one at a time, and answers the others itself: it holds every limit of a connection.
///
/// It stands behind the HTTP/1 decoder. Whatever the client does, one of these ends its request: the head's deadline, the
/// body's deadline, a limit of size, or the answer. Deadlines run from the accept, from the first byte of a later
/// request, and from the end of the head; bytes that trickle in do not move them. Requests that a client pipelines wait
/// here, unread beyond one read's worth.
final class RequestGate: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = InboundCall
    typealias OutboundIn = WebhookResponse
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// No byte of the next request has come.
        case waiting
        case readingHead
        case readingBody
        /// The call was passed on; its answer has not come back.
        case answering
        /// The last answer was written; what still comes is dropped.
        case closing
    }

    private enum Waiting {
        case part(HTTPServerRequestPart)
        case failure(any Error)
    }

    private let limits: FrontEndLimits
    private let load: ServerLoad
    private let encoder: AnswerEncoder
    private let onRefusal: @Sendable (_ inbox: String?, RejectionReason) -> Void

    private var phase = Phase.waiting
    /// The request being read or answered.
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    /// Bytes of `body` that are counted in `load`, until a slot takes them over.
    private var reserved = 0
    private var isFirstRequest = true
    /// The answer to the request in hand is the last one.
    private var closesAfterAnswer = false
    private var isQuiescing = false
    private var inputIsClosed = false
    /// What came while an answer was outstanding.
    private var waiting = CircularBuffer<Waiting>()
    private var bytesCameWhileAnswering = false
    private var isResuming = false
    private var readIsHeldBack = false
    private var timer = DeadlineTimer()

    init(
        limits: FrontEndLimits, load: ServerLoad, encoder: AnswerEncoder,
        onRefusal: @escaping @Sendable (_ inbox: String?, RejectionReason) -> Void
    ) {
        self.limits = limits
        self.load = load
        self.encoder = encoder
        self.onRefusal = onRefusal
    }

    // MARK: The connection

    func channelActive(context: ChannelHandlerContext) {
        timer.deadline = context.eventLoop.now + limits.headTime
        armTimer(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closing
        timer.cancel()
        waiting.removeAll()
        forgetRequest()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            closesAfterAnswer = true
            if case .waiting = phase { context.close(promise: nil) }
        case ChannelEvent.inputClosed:
            // Not passed on: it would end the calls, of which some may still wait here.
            inputIsClosed = true
            closeIfNothingCanFollow(context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.fireErrorCaught(error)
            context.close(promise: nil)
            return
        }
        if case .answering = phase {
            waiting.append(.failure(error))
        } else {
            refuse(malformed: error, context)
        }
    }

    // MARK: Reading

    /// Bytes of a request came in; called before they are decoded.
    func bytesArrived(at now: NIODeadline) {
        switch phase {
        case .waiting:
            phase = .readingHead
            if !isFirstRequest { timer.deadline = now + limits.headTime }
        case .answering: bytesCameWhileAnswering = true
        case .readingHead, .readingBody, .closing: break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .answering = phase {
            waiting.append(.part(part))
        } else {
            take(part, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        armTimer(context)
        context.fireChannelReadComplete()
    }

    /// Holds reading back while a pipelined request waits for the answer before it.
    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty {
            context.read()
        } else {
            readIsHeldBack = true
        }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        if case .closing = phase { return }
        switch part {
        case .head(let head): begin(head, context)
        case .body(let bytes): append(bytes, context)
        case .end: complete(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        phase = .readingBody
        isFirstRequest = false
        self.head = head
        // HTTP/1.0 clients that keep connections are too rare for the negotiation that it takes.
        closesAfterAnswer = isQuiescing || !head.isKeepAlive || head.version.minor == 0
        timer.deadline = context.eventLoop.now + limits.bodyTime
        guard head.uri.utf8.count <= limits.target else {
            return refuse(414, "The request target is too long.", nil, context)
        }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limits.body {
            return refuseBody(context)
        }
        if let expectation = head.headers.first(name: "expect"), expectation.lowercased() == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }

    private func append(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard body.readableBytes + bytes.readableBytes <= limits.body else { return refuseBody(context) }
        guard load.reserve(bytes.readableBytes) else {
            return refuse(503, "Too many requests at the moment.", .overload, retryAfter: true, context)
        }
        reserved += bytes.readableBytes
        if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeImmutableBuffer(bytes)
        }
    }

    private func complete(_ context: ChannelHandlerContext) {
        guard let head else { return }
        phase = .answering
        timer.deadline = nil
        let target = RequestTarget(head.uri)
        let slot = load.enter(holding: reserved)
        guard slot != nil || target.isAnsweredUnderLoad else {
            onRefusal(target.inboxName, .overload)
            let answer = Refusal.response(503, "Too many requests at the moment.", retryAfter: true)
            send(answer, promise: nil, context)
            context.flush()
            return
        }
        if slot != nil { reserved = 0 }
        context.fireChannelRead(wrapInboundOut(InboundCall(target: target, head: head, body: body, slot: slot)))
    }

    // MARK: Answering

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .answering = phase else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        send(unwrapOutboundIn(data), promise: promise, context)
    }

    private func send(_ response: WebhookResponse, promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let close = closesAfterAnswer || (inputIsClosed && waiting.isEmpty)
        let bytes = encoder.encode(
            response, toHead: head?.method == .HEAD, close: close, allocator: context.channel.allocator)
        forgetRequest()
        if close {
            phase = .closing
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            timer.deadline = context.eventLoop.now + limits.idleTime
            armTimer(context)
            context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
            return
        }
        context.write(wrapOutboundOut(bytes), promise: promise)
        phase = .waiting
        timer.deadline = context.eventLoop.now + limits.idleTime
        resume(context)
    }

    /// Takes up what the client sent while it waited for the answer.
    private func resume(_ context: ChannelHandlerContext) {
        // A request refused below answers, and so comes here again: the loop below goes on with the next one.
        if isResuming { return }
        isResuming = true
        defer { isResuming = false }
        if bytesCameWhileAnswering {
            bytesCameWhileAnswering = false
            bytesArrived(at: context.eventLoop.now)
        }
        let hadWaiting = !waiting.isEmpty
        while !waiting.isEmpty {
            if case .answering = phase { break }
            switch waiting.removeFirst() {
            case .part(let part): take(part, context)
            case .failure(let error): refuse(malformed: error, context)
            }
        }
        if hadWaiting { context.fireChannelReadComplete() }
        if readIsHeldBack, waiting.isEmpty {
            readIsHeldBack = false
            context.read()
        }
        if inputIsClosed { closeIfNothingCanFollow(context) }
        armTimer(context)
    }

    /// The client sends no more: a request that it has not finished never will be.
    private func closeIfNothingCanFollow(_ context: ChannelHandlerContext) {
        if case .answering = phase { return }
        context.close(promise: nil)
    }

    private func forgetRequest() {
        head = nil
        body = ByteBuffer()
        load.release(reserved)
        reserved = 0
    }

    // MARK: Refusing

    private func refuse(malformed error: any Error, _ context: ChannelHandlerContext) {
        if case .headerOverflow? = error as? HTTPParserError {
            refuse(431, "The request's header fields are too large.", nil, context)
        } else {
            refuse(400, "This is no valid HTTP/1.1 request.", nil, context)
        }
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        refuse(413, "The body is larger than \(limits.body) bytes.", .tooLarge, context)
    }

    /// Answers a request that was not read to its end, and closes once the client has had time to read the answer.
    private func refuse(
        _ status: Int, _ text: String, _ reason: RejectionReason?, retryAfter: Bool = false,
        _ context: ChannelHandlerContext
    ) {
        if case .closing = phase { return }
        if let reason { onRefusal(head.flatMap { RequestTarget($0.uri).inboxName }, reason) }
        let bytes = encoder.encode(
            Refusal.response(status, text, retryAfter: retryAfter), toHead: head?.method == .HEAD, close: true,
            allocator: context.channel.allocator)
        forgetRequest()
        phase = .closing
        timer.deadline = context.eventLoop.now + limits.lingerTime
        armTimer(context)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
    }

    // MARK: Deadlines

    private func armTimer(_ context: ChannelHandlerContext) {
        timer.arm(on: context.eventLoop) { [self] in
            if timer.hasExpired(at: context.eventLoop.now) {
                expire(context)
            } else {
                armTimer(context)
            }
        }
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch phase {
        case .waiting where !isFirstRequest: context.close(promise: nil)
        case .waiting, .readingHead: refuse(408, "The request's header took too long.", .timeout, context)
        case .readingBody: refuse(408, "The request's body took too long.", .timeout, context)
        case .closing: context.close(promise: nil)
        case .answering: break
        }
    }
}
