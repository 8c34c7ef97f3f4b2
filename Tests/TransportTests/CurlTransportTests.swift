import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct CurlTransportTests {
    let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    private func failure(_ request: HTTPRequest) async -> HTTPFailure? {
        do {
            _ = try await transport.perform(request)
            return nil
        } catch {
            return error
        }
    }

    private func isNotSent(_ failure: HTTPFailure?) -> Bool {
        if case .notSent? = failure { true } else { false }
    }

    private func isAnswerLost(_ failure: HTTPFailure?) -> Bool {
        if case .answerLost? = failure { true } else { false }
    }

    private static let empty = "HTTP/1.1 204 No Content\r\n\r\n"

    // MARK: Answers

    @Test func sendsAsWrittenAndReturnsTheWholeAnswer() async throws {
        let reply = "HTTP/1.1 201 Created\r\nX-Id:  7 \r\nx-id: 8\r\nContent-Length: 5\r\n\r\nhello"
        try await LoopbackPeer.with([[.init(until: "{\"a\":1}", reply: reply)]]) { peer in
            let response = try await transport.perform(
                HTTPRequest(
                    method: "PATCH", url: peer.url + "/v1/x?y=1",
                    headers: [("Content-Type", "application/json"), ("X-Empty", "")], body: Array("{\"a\":1}".utf8)))
            #expect(response.status == 201)
            #expect(response.headers.map(\.name) == ["x-id", "x-id", "content-length"])
            #expect(response.header("x-id") == "7")
            #expect(response.body == Array("hello".utf8))
            let lines = peer.record.received[0].split(separator: "\r\n").map(String.init)
            #expect(lines.first == "PATCH /v1/x?y=1 HTTP/1.1")
            #expect(lines.contains("Content-Type: application/json"))
            #expect(lines.contains("X-Empty:"))
            #expect(lines.contains("Content-Length: 7"))
            #expect(!lines.contains { $0.hasPrefix("Expect") })
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE"])
    func sendsAMethodWithoutABody(method: String) async throws {
        try await LoopbackPeer.with([[.init(reply: Self.empty)]]) { peer in
            let response = try await transport.perform(HTTPRequest(method: method, url: peer.url))
            #expect(response.status == 204)
            #expect(peer.record.received[0].hasPrefix("\(method) / HTTP/1.1"))
            #expect(!peer.record.received[0].contains("Content-Type"))
        }
    }

    @Test func passesOverInterimAnswers() async throws {
        let reply = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        try await LoopbackPeer.with([[.init(reply: reply)]]) { peer in
            let response = try await transport.perform(HTTPRequest(method: "GET", url: peer.url))
            #expect(response.status == 200)
            #expect(response.header("link") == nil)
        }
    }

    @Test func doesNotFollowRedirects() async throws {
        let reply = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        try await LoopbackPeer.with([[.init(reply: reply)]]) { peer in
            let response = try await transport.perform(HTTPRequest(method: "GET", url: peer.url))
            #expect(response.status == 302)
            #expect(response.header("location") == "/elsewhere")
        }
    }

    @Test func usesAConnectionAgain() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.empty), .init(reply: Self.empty)]]) { peer in
            for _ in 0..<2 { _ = try await transport.perform(HTTPRequest(method: "GET", url: peer.url)) }
            #expect(peer.record.connections == 1)
        }
    }

    @Test func runsManyAtOnce() async throws {
        try await LoopbackPeer.with([
            [.init(reply: "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", closes: true)]
        ]) {
            peer in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await transport.perform(HTTPRequest(method: "GET", url: peer.url)).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 204, count: 100))
        }
    }

    @Test func speaksHTTPOverAUnixSocket() async throws {
        let path = "/tmp/inboxd-transport-\(getpid()).sock"
        unlink(path)
        defer { unlink(path) }
        let reply = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
        try await LoopbackPeer.with([[.init(reply: reply, closes: true)]], unixSocket: path) { peer in
            let response = try await transport.perform(
                HTTPRequest(method: "GET", url: "http://control/v1/status", unixSocket: path))
            #expect(response.status == 204)
            #expect(peer.record.received[0].hasPrefix("GET /v1/status HTTP/1.1\r\nHost: control\r\n"))
        }
        let after = await failure(HTTPRequest(method: "GET", url: "http://control/", unixSocket: path))
        #expect(isNotSent(after))
    }

    // MARK: Failures

    @Test func refusedConnectionIsNotSent() async throws {
        let peer = try await LoopbackPeer([[]])
        let url = peer.url
        try await peer.close()
        #expect(isNotSent(await failure(HTTPRequest(method: "POST", url: url, body: [1]))))
    }

    @Test func unknownHostIsNotSent() async {
        #expect(isNotSent(await failure(HTTPRequest(method: "GET", url: "http://nowhere.invalid/"))))
    }

    @Test func closedWithoutAnswerIsLost() async throws {
        try await LoopbackPeer.with([[.init(closes: true)]]) { peer in
            #expect(isAnswerLost(await failure(HTTPRequest(method: "POST", url: peer.url, body: [65]))))
        }
    }

    @Test func halfAnAnswerIsLost() async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
        try await LoopbackPeer.with([[.init(reply: reply, closes: true)]]) { peer in
            #expect(isAnswerLost(await failure(HTTPRequest(method: "GET", url: peer.url))))
        }
    }

    @Test func silenceBeyondTheTimeoutIsLost() async throws {
        try await LoopbackPeer.with([[]]) { peer in
            let request = HTTPRequest(method: "GET", url: peer.url, timeout: .milliseconds(50))
            #expect(isAnswerLost(await failure(request)))
        }
    }

    @Test func anAnswerOverTheLimitIsLost() async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"
        try await LoopbackPeer.with([[.init(reply: reply), .init(reply: reply)]]) { peer in
            let over = HTTPRequest(method: "GET", url: peer.url, maximumResponseBytes: 10)
            #expect(await failure(over) == .answerLost("\(peer.url.dropFirst(7)): the answer is larger than 10 bytes"))
        }
    }

    @Test func aHeadOverTheLimitIsLost() async throws {
        let fields = String(repeating: "x: y\r\n", count: 400)
        try await LoopbackPeer.with([[.init(reply: "HTTP/1.1 200 OK\r\n\(fields)\r\n")]]) { peer in
            #expect(isAnswerLost(await failure(HTTPRequest(method: "GET", url: peer.url))))
        }
    }

    /// The kept connection dies just as the second request is out: the server may have acted on it.
    @Test(arguments: [("POST", [UInt8(65)]), ("POST", []), ("DELETE", [])])
    func neverSendsTwiceWhatAServerMayHaveActedOn(method: String, body: [UInt8]) async throws {
        let until = body.isEmpty ? "\r\n\r\n" : "A"
        let first: [LoopbackPeer.Step] = [.init(reply: Self.empty), .init(until: until, closes: true)]
        try await LoopbackPeer.with([first, [.init(reply: Self.empty)]]) { peer in
            _ = try await transport.perform(HTTPRequest(method: "GET", url: peer.url))
            let lost = await failure(HTTPRequest(method: method, url: peer.url, body: body))
            #expect(isAnswerLost(lost))
            #expect(!peer.record.received.dropFirst().contains { $0.contains(method) })
        }
    }

    @Test func sendsASafeRequestAgainWhereAKeptConnectionDied() async throws {
        let first: [LoopbackPeer.Step] = [.init(reply: Self.empty), .init(closes: true)]
        try await LoopbackPeer.with([first, [.init(reply: Self.empty)]]) { peer in
            for _ in 0..<2 { _ = try await transport.perform(HTTPRequest(method: "GET", url: peer.url)) }
            #expect(peer.record.connections == 2)
        }
    }

    @Test func tellsNoSecretOfTheURL() async throws {
        let secret = "bot123:SECRET"
        try await LoopbackPeer.with([[.init(closes: true)]]) { peer in
            for url in [
                "\(peer.url)/\(secret)/send?key=SECRET", "http://SECRET@127.0.0.1:1/\(secret)",
                "ftp://x/\(secret)", "http:///\(secret)", "http://x/\(secret) y", "https://127.0.0.1:1/\(secret)",
            ] {
                let text = try #require(await failure(HTTPRequest(method: "GET", url: url)).map { "\($0)" })
                #expect(!text.contains("SECRET"), "\(text)")
            }
        }
    }

    @Test(arguments: [
        HTTPRequest(method: "GET", url: "file:///etc/passwd"),
        HTTPRequest(method: "GET", url: "http://host/\r\nX: y"),
        HTTPRequest(method: "GET\r\nX: y", url: "http://host/"),
        HTTPRequest(method: "", url: "http://host/"),
        HTTPRequest(method: "GET", url: "http://host/", headers: [("X", "a\r\nY: b")]),
        HTTPRequest(method: "GET", url: "http://host/", headers: [("X", "a\nb")]),
        HTTPRequest(method: "GET", url: "http://host/", headers: [("X: y\r\nZ", "a")]),
        HTTPRequest(method: "GET", url: "http://host/", headers: [("Content-Length", "3")]),
        HTTPRequest(method: "GET", url: "http://host/", headers: [("Transfer-Encoding", "chunked")]),
        HTTPRequest(method: "GET", url: "http://host/", unixSocket: ""),
    ])
    func refusesWhatWouldBreakOutOfTheMessage(request: HTTPRequest) async {
        guard case .invalidRequest? = await failure(request) else {
            Issue.record("\(request.method) \(request.url) was not refused")
            return
        }
    }

    // MARK: Ending

    @Test func cancellingTheTaskEndsTheTransfer() async throws {
        try await LoopbackPeer.with([[]]) { peer in
            let task = Task { await failure(HTTPRequest(method: "GET", url: peer.url)) }
            task.cancel()
            #expect(await task.value != nil)
        }
    }

    @Test func shutdownEndsWhatIsUnderWay() async throws {
        try await LoopbackPeer.with([[.init(reply: "HTTP/1.1 200 OK\r\n\r\nx")]]) { peer in
            // Its head is there, so it is under way.
            let stream = try await transport.stream(HTTPRequest(method: "GET", url: peer.url, timeout: .zero))
            transport.shutdown()
            transport.shutdown()
            await #expect(throws: HTTPFailure.self) {
                for try await _ in stream.body {}
            }
            #expect(isNotSent(await failure(HTTPRequest(method: "GET", url: peer.url))))
        }
    }
}
