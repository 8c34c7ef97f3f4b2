import ChannelKit
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing
import Transport

/// What is let in, and what is not, from a real server.
@Suite struct AttachmentDownloadTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    @Test func contentIsStoredWithWhatItIs() async throws {
        try await FileServer.with { server in
            server.answer("/a.jpg", .content(Self.png, ["Content-Type: text/html"]))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/a.jpg"))
            #expect(try await harness.outcome(message) == "waiting")
            #expect(try await harness.fetcher.fetchDue() == 1)
            let record = try await harness.record(message)
            #expect(record.state == .stored && record.size == 11 && record.sniffedType == "image/png")
            #expect(try await harness.content(message) == Self.png)
            #expect(try await harness.fetcher.fetchDue() == 0)
            #expect(server.paths == ["/a.jpg"])
        }
    }

    @Test func aLargeOneComesWhole() async throws {
        try await FileServer.with { server in
            let large = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            server.answer("/large", .content(large))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/large"))
            try await harness.fetcher.fetchDue()
            #expect(try await harness.content(message) == large)
        }
    }

    // MARK: - Where from

    @Test func nothingComesWithoutTLSUnlessItIsAllowed() async throws {
        try await FileServer.with { server in
            let harness = try await EngineHarness.fetching { $0.allowsHTTP = false }
            #expect(try await harness.fetch(server.url("/a")) == "missing not_secure")
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f000001"])
    func nothingComesFromThisMachine(_ host: String) async throws {
        try await FileServer.with { server in
            let harness = try await EngineHarness.fetching { $0.networks = [] }
            #expect(try await harness.fetch(server.url("/a", host: host)) == "missing address_refused")
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: [
        "http://10.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/",
        "https://192.168.0.1/", "http://[fd00::1]/", "http://100.100.100.200/", "http://224.0.0.1/",
    ])
    func nothingComesFromAPrivateNetwork(_ url: String) async throws {
        let harness = try await EngineHarness.fetching { $0.networks = [] }
        #expect(try await harness.fetch(url) == "missing address_refused")
    }

    @Test func aServerThatTheInboxNamesMayBeAnywhere() async throws {
        try await FileServer.with { server in
            server.answer("/a", .content("text"))
            let harness = try await EngineHarness.fetching {
                $0.networks = []
                $0.allowsHTTP = false
            }
            try harness.chat.trust(server.url("/"))
            #expect(try await harness.fetch(server.url("/a")) == "stored")
        }
    }

    // MARK: - Redirects

    @Test func aRedirectIsFollowed() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("302 Found", "Location: ../b?c=d"))
            server.answer("/b?c=d", .content("there"))
            let harness = try await EngineHarness.fetching()
            #expect(try await harness.fetch(server.url("/a")) == "stored")
            #expect(server.paths == ["/a", "/b?c=d"])
        }
    }

    @Test(arguments: [
        ("http://127.0.0.2:9/", "missing address_refused"), ("http://127.0.0.1:1/", "waiting no_answer"),
        ("file:///etc/passwd", "missing bad_redirect"), ("gopher://127.0.0.1/", "missing bad_redirect"),
    ])
    func aRedirectIsJudgedAsAnyURL(_ target: String, _ outcome: String) async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("302 Found", "Location: \(target)"))
            let harness = try await EngineHarness.fetching()
            #expect(try await harness.fetch(server.url("/a")) == outcome)
        }
    }

    @Test func aTrustedServerLeadsNowhereElse() async throws {
        try await FileServer.with { server in
            try await FileServer.with { inner in
                server.answer("/a", .status("302 Found", "Location: \(inner.url("/secret"))"))
                let harness = try await EngineHarness.fetching { $0.networks = [] }
                try harness.chat.trust(server.url("/"))
                #expect(try await harness.fetch(server.url("/a")) == "missing address_refused")
                #expect(inner.requests.isEmpty)
            }
        }
    }

    @Test func aCircleEnds() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("302 Found", "Location: /b"))
            server.answer("/b", .status("307 Temporary Redirect", "Location: /a"))
            let harness = try await EngineHarness.fetching()
            #expect(try await harness.fetch(server.url("/a")) == "missing too_many_redirects")
            #expect(server.paths == ["/a", "/b", "/a", "/b"])
        }
    }

    @Test func credentialsStayAtTheirOrigin() async throws {
        try await FileServer.with { server in
            try await FileServer.with { other in
                server.answer("/a", .status("302 Found", "Location: /b"))
                server.answer("/b", .status("302 Found", "Location: \(other.url("/c"))"))
                other.answer("/c", .content("there"))
                let harness = try await EngineHarness.fetching()
                let request = HTTPRequest(
                    method: "GET", url: server.url("/a"), headers: [("authorization", "Bearer swordfish")])
                try harness.chat.script(steps: .get(request))
                #expect(try await harness.fetch(server.url("/ignored")) == "stored")
                #expect(server.requests.filter { $0.contains("swordfish") }.count == 2)
                #expect(other.requests.count == 1 && !other.requests[0].contains("swordfish"))
            }
        }
    }

    // MARK: - How much, how long

    @Test func tooMuchIsRefusedByItsLength() async throws {
        try await FileServer.with { server in
            server.answer("/a", FileServer.Answer(length: 101, ends: false))
            let harness = try await EngineHarness.fetching { $0.maximumSize = 100 }
            #expect(try await harness.fetch(server.url("/a")) == "missing too_large")
        }
    }

    @Test func tooMuchIsRefusedWithoutALengthToo() async throws {
        try await FileServer.with { server in
            server.answer("/a", FileServer.Answer(body: [UInt8](repeating: 1, count: 101), ends: false))
            server.answer("/b", FileServer.Answer(body: [UInt8](repeating: 1, count: 100)))
            let harness = try await EngineHarness.fetching { $0.maximumSize = 100 }
            #expect(try await harness.fetch(server.url("/a")) == "missing too_large")
            let fits = try await harness.attach(server.url("/b"), id: "m2")
            try await harness.fetcher.fetchDue()
            #expect(try await harness.record(fits).size == 100)
        }
    }

    @Test func aBodyThatDoesNotEndIsGivenUp() async throws {
        try await FileServer.with { server in
            server.answer("/a", FileServer.Answer(body: [1, 2], length: 3, ends: false))
            let harness = try await EngineHarness.fetching { $0.timeout = 1 }
            #expect(try await harness.fetch(server.url("/a")) == "waiting no_answer")
        }
    }

    @Test func aBodyThatBreaksOffIsNotStored() async throws {
        try await FileServer.with { server in
            server.answer("/a", FileServer.Answer(body: [1, 2], length: 3), .content([1, 2, 3]))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/a"))
            try await harness.fetcher.fetchDue()
            #expect(try await harness.outcome(message) == "waiting no_answer")
            harness.clock.advance(seconds: 60)
            try await harness.fetcher.fetchDue()
            #expect(try await harness.content(message) == [1, 2, 3])
        }
    }

    // MARK: - Several steps

    @Test func aQuestionMayLeadToTheContent() async throws {
        try await FileServer.with { server in
            server.answer("/where", .content(#"{"at": "/there"}"#))
            server.answer("/there", .content("content"))
            let harness = try await EngineHarness.fetching()
            try harness.chat.script(
                steps: .ask(HTTPRequest(method: "GET", url: server.url("/where"))),
                .get(HTTPRequest(method: "GET", url: server.url("/there"))))
            #expect(try await harness.fetch(server.url("/x")) == "stored")
            #expect(server.paths == ["/where", "/there"])
        }
    }

    @Test func questionsEndSometime() async throws {
        try await FileServer.with { server in
            server.answer("/where", .content("{}"))
            let harness = try await EngineHarness.fetching()
            let ask = AttachmentStep.ask(HTTPRequest(method: "GET", url: server.url("/where")))
            try harness.chat.script(steps: ask, ask, ask, ask, ask)
            #expect(try await harness.fetch(server.url("/x")) == "missing too_many_steps")
            #expect(server.requests.count == 4)
        }
    }

    @Test func aRedirectMayMeanNo() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("302 Found", "Location: /login"))
            let harness = try await EngineHarness.fetching()
            try harness.chat.script(
                steps: .get(HTTPRequest(method: "GET", url: server.url("/a")), followsRedirects: false))
            #expect(try await harness.fetch(server.url("/a")) == "missing http_302")
        }
    }
}
