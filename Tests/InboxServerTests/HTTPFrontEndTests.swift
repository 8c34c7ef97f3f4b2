import ChannelKit
import InboxConfig
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@testable import InboxServer

/// The whole front end, over sockets on loopback.
@Suite struct HTTPFrontEndTests {
    private static let post = "POST /in/support HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"

    @Sendable private static func file(at path: String) -> WebhookResponse {
        path == "/files/1-0-2-ab/a.png"
            ? WebhookResponse(status: 200, contentType: "image/png", body: Array("PNG".utf8))
            : WebhookResponse(status: 404, contentType: "text/plain")
    }

    @Test func filesAreOnlyRead() async throws {
        try await serve { port, _ in
            let get = try await ask(
                port, "GET /files/1-0-2-ab/a.png?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(get.hasPrefix("HTTP/1.1 200 ") && get.hasSuffix("\r\n\r\nPNG"))
            let head = try await ask(
                port, "HEAD /files/1-0-2-ab/a.png HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200 ") && head.contains("content-length: 3") && head.hasSuffix("\r\n\r\n"))
            let other = try await ask(port, "GET /files/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(other.hasPrefix("HTTP/1.1 404 "))
            let put = try await ask(
                port, "DELETE /files/1-0-2-ab/a.png HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(put.hasPrefix("HTTP/1.1 405 ") && put.contains("allow: GET, HEAD"))
        }
    }

    /// Runs `body` beside a front end on a free port, then shuts it down gracefully.
    private func serve(
        _ intake: RecordingIntake = RecordingIntake(), limits: ServerConfiguration.Limits = .init(),
        adjust: (inout FrontEndLimits) -> Void = { _ in }, readiness: Readiness = Readiness(),
        metrics: PrometheusRegistry = PrometheusRegistry(), drainTime: Duration = .seconds(20),
        _ body: (_ port: Int, _ shutDown: () async -> Void) async throws -> Void
    ) async throws {
        var frontEndLimits = FrontEndLimits(limits)
        adjust(&frontEndLimits)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let frontEnd = HTTPFrontEnd(
            configuration: .init(port: 0, publicURL: "https://inbox.example", limits: limits), intake: intake,
            files: Self.file, readiness: { readiness }, metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            limits: frontEndLimits, drainTime: drainTime, onListening: { port.yield($0) })
        let group = ServiceGroup(
            configuration: .init(services: [frontEnd], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            let number = try #require(await iterator.next())
            try await body(number) { await group.triggerGracefulShutdown() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func ask(_ port: Int, _ text: String) async throws -> String {
        let client = try RawClient(port: port)
        await client.send(text)
        client.finishSending()
        return try await client.readToEnd()
    }

    @Test func handsAWebhookOverAsItWasSent() async throws {
        let intake = RecordingIntake { _ in WebhookResponse(status: 202, contentType: "text/plain", body: [111, 107]) }
        try await serve(intake) { port, _ in
            let client = try RawClient(port: port)
            await client.send(
                "PUT /in/wa-eu/a%20b/c?hub=1&x=%2F HTTP/1.1\r\nHost: x.example\r\nX-Sig: \u{e9}=1\r\nx-sig: 2\r\n"
                    + "Content-Length: 4\r\n\r\nbody")
            let text = try await client.read(until: "ok")
            #expect(text.hasPrefix("HTTP/1.1 202 Accepted\r\n"))
            #expect(text.contains("content-type: text/plain\r\n"))
        }
        let (inbox, request) = try #require(intake.requests.first)
        #expect(inbox == "wa-eu")
        #expect(request.method == "PUT")
        #expect(request.subpath == "/a%20b/c")
        #expect(request.query == "hub=1&x=%2F")
        #expect(request.publicURL == "https://inbox.example/in/wa-eu/a%20b/c?hub=1&x=%2F")
        #expect(request.headers.map(\.name) == ["host", "x-sig", "x-sig", "content-length"])
        #expect(request.headers.map(\.value) == ["x.example", "\u{e9}=1", "2", "4"])
        #expect(request.body == Array("body".utf8))
    }

    @Test(arguments: [
        ("GET /healthz", "200", "ok\n"), ("GET /readyz", "503", "the store is closed\nno adapter\n"),
        ("GET /metrics", "200", "gauge\ninboxd_http_requests_in_flight 1\n# TYPE up counter\nup 0\n"),
        ("POST /healthz", "405", "Only GET and HEAD here.\n"),
        ("GET /", "404", "/metrics.\n"), ("GET /in/", "404", "/metrics.\n"), ("POST /noop", "404", "/metrics.\n"),
    ])
    func servesItsOwnPages(request: String, status: String, end: String) async throws {
        let metrics = PrometheusRegistry()
        _ = metrics.makeCounter(label: "up", dimensions: [])
        try await serve(readiness: Readiness(reasons: ["the store is closed", "no adapter"]), metrics: metrics) {
            port, _ in
            let text = try await ask(port, "\(request) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.hasSuffix(end))
        }
    }

    @Test func isReadyWhereNothingStandsInTheWay() async throws {
        try await serve { port, _ in
            let text = try await ask(port, "GET /readyz HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func keepsAConnectionAndAnswersWhatIsPipelined() async throws {
        let intake = RecordingIntake { WebhookResponse(status: 200, body: $0.body) }
        try await serve(intake) { port, _ in
            let client = try RawClient(port: port)
            let bodies = (0..<20).map { "body \($0)" }
            for body in bodies {
                await client.send("POST /in/a HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
            client.finishSending()
            let text = try await client.readToEnd()
            #expect(text.ranges(of: "HTTP/1.1 200 OK").count == 20)
            #expect(text.hasSuffix("body 19"))
        }
        #expect(
            intake.requests.map { String(decoding: $0.request.body, as: UTF8.self) } == (0..<20).map { "body \($0)" })
    }

    @Test func answersAClientThatHasFinishedSending() async throws {
        try await serve { port, _ in
            let text = try await ask(port, Self.post)
            #expect(text.hasPrefix("HTTP/1.1 200 "))
        }
    }

    // MARK: Limits

    @Test(arguments: ["", "POST /in/a HT", "POST /in/a HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"])
    func cutsOffASlowSender(sent: String) async throws {
        let intake = RecordingIntake()
        try await serve(
            intake,
            adjust: {
                $0.headTime = .milliseconds(50)
                $0.bodyTime = .milliseconds(50)
            }
        ) { port, _ in
            let client = try RawClient(port: port)
            await client.send(sent)
            #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        }
        #expect(intake.refusals.map(\.reason) == [.timeout])
        #expect(intake.requests.isEmpty)
    }

    @Test func refusesALargeBodyWhileItIsBeingSent() async throws {
        let intake = RecordingIntake()
        try await serve(intake, limits: .init(body: 1000)) { port, _ in
            let client = try RawClient(port: port)
            // All of it is on its way before the answer is read: the answer still arrives.
            await client.send(
                "POST /in/a HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n" + String(repeating: "x", count: 3_000_000))
            client.finishSending()
            let text = try await client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.contains("connection: close"))
        }
        #expect(intake.refusals == [.init(inbox: "a", reason: .tooLarge)])
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 90_000))\r\n\r\n", "431"),
        ("GET / HTTP/1.1\r\n\(String(repeating: "X: y\r\n", count: 300))\r\n", "431"),
        ("nonsense\r\n\r\n", "400"), ("GET / HTTP/2.7\r\n\r\n", "400"), ("\u{16}\u{3}\u{1}\u{2}\0\u{1}", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"),
    ])
    func refusesAMalformedRequest(request: String, status: String) async throws {
        try await serve { port, _ in
            let client = try RawClient(port: port)
            await client.send(request)
            #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test func tellsAConnectionTooManyToComeBack() async throws {
        let intake = RecordingIntake()
        try await serve(intake, limits: .init(connections: 1)) { port, _ in
            let first = try RawClient(port: port)
            await first.send("GET /healthz HTTP/1.1\r\n\r\n")
            _ = try await first.read(until: "ok\n")
            let second = try RawClient(port: port)
            await second.send(Self.post)
            second.finishSending()
            let text = try await second.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(text.contains("retry-after: 1\r\n"))
            #expect(text.contains("connection: close\r\n"))
            await first.send("GET /healthz HTTP/1.1\r\n\r\n")
            #expect(try await first.read(until: "ok\n").hasPrefix("HTTP/1.1 200 "))
        }
        #expect(intake.refusals == [.init(inbox: nil, reason: .overload)])
    }

    @Test func tellsARequestTooManyToComeBack() async throws {
        let latch = Latch()
        let intake = RecordingIntake { _ in
            await latch.pass()
            return WebhookResponse(status: 200)
        }
        try await serve(intake, limits: .init(inFlight: 1)) { port, _ in
            let first = try RawClient(port: port)
            await first.send(Self.post)
            await latch.waits(for: 1)
            let second = try RawClient(port: port)
            await second.send(Self.post)
            let text = try await second.read(until: "moment.\n")
            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(text.contains("retry-after: 1\r\n"))
            await latch.open()
            #expect(try await first.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
            await second.send(Self.post)
            #expect(try await second.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        }
        #expect(intake.refusals == [.init(inbox: "support", reason: .overload)])
    }

    // MARK: Shutdown

    @Test func letsRequestsInFlightEnd() async throws {
        let latch = Latch()
        let intake = RecordingIntake { _ in
            await latch.pass()
            return WebhookResponse(status: 200)
        }
        try await serve(intake) { port, shutDown in
            let busy = try RawClient(port: port)
            await busy.send(Self.post)
            await latch.waits(for: 1)
            let idle = try RawClient(port: port)
            await idle.send("GET /healthz HTTP/1.1\r\n\r\n")
            _ = try await idle.read(until: "ok\n")
            await shutDown()
            #expect(try await idle.readToEnd() == "")
            await latch.open()
            let text = try await busy.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            #expect(text.contains("connection: close"))
        }
    }

    @Test func cutsOffWhatDoesNotEnd() async throws {
        let latch = Latch()
        let intake = RecordingIntake { _ in
            await withTaskCancellationHandler {
                await latch.pass()
            } onCancel: {
                Task { await latch.open() }
            }
            return WebhookResponse(status: 200)
        }
        try await serve(intake, drainTime: .milliseconds(20)) { port, shutDown in
            let client = try RawClient(port: port)
            await client.send(Self.post)
            await latch.waits(for: 1)
            await shutDown()
            _ = try? await client.readToEnd()
        }
    }

    @Test func saysWhyItCannotListen() async throws {
        try await serve { port, _ in
            let second = HTTPFrontEnd(
                configuration: .init(port: port), intake: RecordingIntake(), files: Self.file,
                readiness: { Readiness() },
                metrics: PrometheusRegistry(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await #expect {
                try await second.run()
            } throws: {
                "\($0)".hasPrefix("cannot listen on 127.0.0.1 port \(port): ")
            }
        }
    }
}
