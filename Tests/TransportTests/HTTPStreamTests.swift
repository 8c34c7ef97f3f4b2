import NIOCore
import NIOPosix
import Testing

@testable import Transport

@Suite struct HTTPStreamTests {
    let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\n\r\n"

    @Test func givesTheHeadBeforeTheBodyEnds() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.head + "one\n")]]) { peer in
            let stream = try await transport.stream(HTTPRequest(method: "GET", url: peer.url, timeout: .zero))
            #expect(stream.status == 200)
            #expect(stream.headers.first?.value == "application/jsonl")
            var body = stream.body.makeAsyncIterator()
            #expect(try await body.next() == Array("one\n".utf8))
        }
    }

    @Test func endsWithTheAnswer() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.head + "all", closes: true)]]) { peer in
            let stream = try await transport.stream(HTTPRequest(method: "GET", url: peer.url))
            let body = try await stream.body.reduce(into: []) { $0 += $1 }
            #expect(body == Array("all".utf8))
        }
    }

    @Test func throwsWhereTheAnswerBreaksOff() async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
        try await LoopbackPeer.with([[.init(reply: reply, closes: true)]]) { peer in
            let stream = try await transport.stream(HTTPRequest(method: "GET", url: peer.url))
            await #expect(throws: HTTPFailure.self) {
                for try await _ in stream.body {}
            }
        }
    }

    /// Far more than may wait in memory or in the sockets, and read only after the peer has begun to send it all.
    @Test func losesNothingWhileTheReaderIsBehind() async throws {
        let size = 4 << 20
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "x", count: size)
        try await LoopbackPeer.with([[.init(reply: reply)]]) { peer in
            let stream = try await transport.stream(HTTPRequest(method: "GET", url: peer.url))
            var total = 0
            for try await piece in stream.body {
                total += piece.count
                // Another exchange passes meanwhile: a paused stream holds nothing up.
                if total == piece.count {
                    let busy = HTTPRequest(method: "GET", url: "http://127.0.0.1:1/")
                    _ = try? await transport.perform(busy)
                }
            }
            #expect(total == size)
        }
    }

    @Test func refusalsComeAsFailures() async throws {
        await #expect(throws: HTTPFailure.self) {
            try await transport.stream(HTTPRequest(method: "GET", url: "http://127.0.0.1:1/"))
        }
        await #expect(throws: HTTPFailure.self) {
            try await transport.stream(HTTPRequest(method: "GET", url: "ftp://x/"))
        }
    }

    @Test func cancellingTheReaderEndsIt() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.head)]]) { peer in
            let stream = try await transport.stream(HTTPRequest(method: "GET", url: peer.url, timeout: .zero))
            let task = Task {
                for try await _ in stream.body {}
            }
            task.cancel()
            // Ends, whether it saw the failure or the cancellation first.
            _ = await task.result
        }
    }
}
