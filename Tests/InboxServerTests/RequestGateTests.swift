import ChannelKit
import InboxConfig
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization
import Testing

@testable import InboxServer

/// The gate alone, on an event loop whose time the test moves.
@Suite struct RequestGateTests {
    private let channel = EmbeddedChannel()
    private let refusals = Refusals()

    private final class Refusals: Sendable {
        private let reasons = Mutex<[RejectionReason]>([])
        var all: [RejectionReason] { reasons.withLock { $0 } }

        func add(_ reason: RejectionReason) {
            reasons.withLock { $0.append(reason) }
        }
    }

    /// Ten seconds for a head, thirty for a body, sixty between requests, two for the client to read a refusal.
    private func connect(body: Int = 100, inFlight: Int = 2, bodies: Int = 1 << 20) throws {
        var limits = FrontEndLimits(.init(body: body, inFlight: inFlight))
        limits.bodies = bodies
        let gate = RequestGate(
            limits: limits, load: ServerLoad(limits: limits), encoder: AnswerEncoder(dates: DateHeader { 0 }),
            onRefusal: { [refusals] _, reason in refusals.add(reason) })
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ArrivalHandler(gate: gate))
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
        try pipeline.addHandler(gate)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func receive(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    private func call() throws -> InboundCall? {
        try channel.readInbound(as: InboundCall.self)
    }

    private func answer(_ status: Int = 200, _ body: String = "") throws {
        try channel.writeOutbound(WebhookResponse(status: status, body: Array(body.utf8)))
    }

    /// All that was sent since the last time.
    private func sent() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    private func wait(_ seconds: Int64) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
    }

    private static let get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

    // MARK: Calls and answers

    @Test func passesACompleteRequestAndFramesItsAnswer() throws {
        try connect()
        try receive("POST /in/a HTTP/1.1\r\nContent-Length: 4\r\n\r\nbo")
        #expect(try call() == nil)
        try receive("dy")
        let call = try #require(try call())
        #expect(call.head.uri == "/in/a")
        #expect(String(buffer: call.body) == "body")
        try answer(200, "ok")
        #expect(
            try sent()
                == "HTTP/1.1 200 OK\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\ncontent-length: 2\r\n\r\nok")
        #expect(channel.isActive)
    }

    @Test func answersPipelinedRequestsInTheirOrder() throws {
        try connect()
        try receive(Self.get + Self.get + "POST /in/b HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
        for uri in ["/healthz", "/healthz", "/in/b"] {
            #expect(try call()?.head.uri == uri)
            #expect(try call() == nil)
            try answer()
        }
        #expect(try sent().components("HTTP/1.1 200 OK") == 3)
    }

    @Test func answersAMalformedPipelinedRequestAfterTheGoodOne() throws {
        try connect()
        try receive(Self.get + "nonsense\r\n\r\n")
        _ = try call()
        #expect(try sent() == "")
        try answer(204)
        let text = try sent()
        #expect(text.hasPrefix("HTTP/1.1 204 No Content"))
        #expect(text.components("HTTP/1.1 400 Bad Request") == 1)
    }

    @Test func sendsNoBodyToHead() throws {
        try connect()
        try receive("HEAD / HTTP/1.1\r\n\r\n")
        _ = try call()
        try answer(200, "body")
        #expect(try sent().hasSuffix("content-length: 4\r\n\r\n"))
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    ])
    func closesAfterTheAnswerWhereTheClientWillNotGoOn(request: String) throws {
        try connect()
        try receive(request)
        _ = try call()
        try answer()
        #expect(try sent().contains("\r\nconnection: close\r\n"))
        #expect(!channel.isActive)
    }

    @Test func invitesTheBodyThatAClientHoldsBack() throws {
        try connect()
        try receive("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
        #expect(try sent() == "HTTP/1.1 100 Continue\r\n\r\n")
        try receive("x")
        #expect(try call() != nil)
    }

    @Test func keepsAnAdaptersFieldsFromBreakingTheAnswer() throws {
        try connect()
        try receive(Self.get)
        _ = try call()
        try channel.writeOutbound(
            WebhookResponse(
                status: 200,
                headers: [
                    .init(name: "x-a", value: "b\r\nx-evil: 1"), .init(name: "x\r\n", value: ""),
                    .init(name: "Content-Length", value: "9"), .init(name: "x-good", value: "1"),
                ]))
        let text = try sent()
        #expect(text.contains("x-good: 1"))
        #expect(!text.contains("evil"))
        #expect(text.contains("content-length: 0"))
        #expect(!text.contains("9\r\n"))
    }

    // MARK: Sizes

    @Test func refusesALargeBodyBeforeItIsSent() throws {
        try connect(body: 10)
        try receive("POST / HTTP/1.1\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n")
        #expect(try sent().hasPrefix("HTTP/1.1 413 "))
        #expect(try call() == nil)
        #expect(refusals.all == [.tooLarge])
    }

    @Test func refusesALargeBodyThatComesInChunks() throws {
        try connect(body: 10)
        try receive("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n")
        #expect(try sent() == "")
        try receive("5\r\n12345\r\n0\r\n\r\n")
        #expect(try sent().hasPrefix("HTTP/1.1 413 "))
        #expect(try call() == nil)
    }

    @Test func takesABodyOfExactlyTheLimit() throws {
        try connect(body: 10)
        try receive("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n1234567890")
        #expect(try call()?.body.readableBytes == 10)
    }

    @Test func refusesLongTargetsAndHeads() throws {
        try connect()
        try receive("GET /\(String(repeating: "x", count: 9000)) HTTP/1.1\r\n\r\n")
        #expect(try sent().hasPrefix("HTTP/1.1 414 "))
    }

    @Test func boundsTheBytesOfAllBodies() throws {
        try connect(bodies: 5)
        try receive("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n123456")
        #expect(try sent().hasPrefix("HTTP/1.1 503 "))
        #expect(refusals.all == [.overload])
    }

    // MARK: Deadlines

    @Test func theHeadsDeadlineRunsFromTheAccept() throws {
        try connect()
        for byte in ["G", "E", "T"] {
            wait(3)
            try receive(byte)
        }
        #expect(try sent() == "")
        wait(1)
        #expect(try sent().hasPrefix("HTTP/1.1 408 Request Timeout"))
        #expect(refusals.all == [.timeout])
        wait(2)
        #expect(!channel.isActive)
    }

    @Test func theBodysDeadlineRunsFromTheHead() throws {
        try connect()
        wait(9)
        try receive("POST /in/a HTTP/1.1\r\nContent-Length: 50\r\n\r\n")
        for _ in 0..<29 {
            wait(1)
            try receive("x")
        }
        #expect(try sent() == "")
        wait(1)
        #expect(try sent().hasPrefix("HTTP/1.1 408 "))
        #expect(refusals.all == [.timeout])
    }

    @Test func anAnswerMayTakeItsTime() throws {
        try connect()
        try receive(Self.get)
        _ = try call()
        wait(1000)
        try answer()
        #expect(try sent().hasPrefix("HTTP/1.1 200 "))
        #expect(channel.isActive)
    }

    @Test func aLaterHeadsDeadlineRunsFromItsFirstByte() throws {
        try connect()
        try receive(Self.get)
        _ = try call()
        try answer()
        wait(50)
        try receive("GET")
        _ = try sent()
        wait(9)
        #expect(try sent() == "")
        wait(1)
        #expect(try sent().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aHeadBegunDuringTheAnswerHasItsDeadlineToo() throws {
        try connect()
        try receive(Self.get)
        _ = try call()
        try receive("GET")
        try answer()
        _ = try sent()
        wait(10)
        #expect(try sent().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() throws {
        try connect()
        try receive(Self.get)
        _ = try call()
        try answer()
        _ = try sent()
        wait(59)
        #expect(channel.isActive)
        wait(1)
        #expect(!channel.isActive)
        #expect(try sent() == "")
        #expect(refusals.all == [])
    }

    // MARK: In flight

    @Test func oneRequestTooManyIsToldToComeBack() throws {
        try connect(inFlight: 0)
        try receive("GET /in/a HTTP/1.1\r\n\r\n")
        let text = try sent()
        #expect(text.hasPrefix("HTTP/1.1 503 "))
        #expect(text.contains("\r\nretry-after: 1\r\n"))
        #expect(channel.isActive)
        #expect(refusals.all == [.overload])
    }

    @Test func pipelinedRequestsTooManyAreEachToldSo() throws {
        try connect(inFlight: 0)
        try receive(Self.get)
        try receive(String(repeating: "GET /in/a HTTP/1.1\r\n\r\n", count: 3000))
        _ = try call()
        try answer()
        #expect(try sent().components("HTTP/1.1 503 ") == 3000)
        #expect(channel.isActive)
    }

    @Test func healthIsAnsweredUnderAnyLoad() throws {
        try connect(inFlight: 0)
        try receive(Self.get)
        #expect(try call()?.target == .health)
    }

    @Test func aPlaceIsTakenUntilTheWorkEndsAlsoWithoutTheClient() throws {
        let load = ServerLoad(limits: FrontEndLimits(.init(inFlight: 1)))
        var slot = load.enter(holding: 0)
        #expect(load.enter(holding: 0) == nil)
        #expect(load.requestsInFlight == 1)
        _ = slot
        slot = nil
        #expect(load.requestsInFlight == 0)
    }

    // MARK: Shutdown

    @Test func quiescingClosesAnIdleConnectionAtOnce() throws {
        try connect()
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(!channel.isActive)
    }

    @Test func quiescingLetsARequestEnd() throws {
        try connect()
        try receive("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n")
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(channel.isActive)
        try receive("x")
        #expect(try call() != nil)
        try answer()
        #expect(try sent().contains("connection: close"))
        #expect(!channel.isActive)
    }
}

extension String {
    /// How often the text stands in this one.
    fileprivate func components(_ text: String) -> Int {
        ranges(of: text).count
    }
}
