import ChannelKit
import InboxDomain
import Synchronization
import Testing

@Suite struct JWTRuleTests {
    static let now = Instant(milliseconds: 1_767_225_600_000)
    static let key = SigningKey(Array("a secret of more than thirty-two bytes".utf8), algorithm: .sha256)!

    static func rule() -> JWTRule {
        var rule = JWTRule(algorithms: ["HS256"], keys: .shared([(algorithm: "HS256", key: key)]))
        rule.issuers = ["https://issuer.example.com"]
        rule.audiences = ["us", "them"]
        rule.claims = [.init(path: JSONPath(".serviceurl")!, expected: .bodyField(.path(JSONPath(".serviceUrl")!)))]
        rule.bodyHash = (claim: JSONPath(".payload_hash")!, algorithm: .sha256)
        return rule
    }

    static let request = WebhookRequest(
        method: "POST", body: Array(#"{"serviceUrl":"https://smba.example.com/"}"#.utf8))

    static func verdict(_ overrides: JSONObject = JSONObject(), after seconds: Int64 = 0) -> Verdict {
        rule().verify(rule().sign(request, now: now, overrides: overrides), now: now.adding(seconds: seconds))
    }

    @Test func acceptsWhatItSigns() {
        #expect(Self.verdict() == .accepted)
        #expect(Self.verdict(JSONObject([("aud", .array([.string("x"), .string("them")]))])) == .accepted)
        // Leeway: exp lies 300 s ahead.
        #expect(Self.verdict(after: 599) == .accepted)
    }

    @Test(arguments: [
        ("iss", JSONValue.string("https://other.example.com")), ("iss", .null), ("aud", .string("others")),
        ("aud", .null), ("serviceurl", .string("https://evil.example.com/")), ("serviceurl", .null),
        ("payload_hash", .string("00")), ("payload_hash", .null),
    ])
    func refusesOtherClaims(_ name: String, _ value: JSONValue) {
        #expect(Self.verdict(JSONObject([(name, value)])) == .rejected(.signatureWrong))
    }

    @Test(arguments: [
        ("exp", JSONValue.null, Int64(0)), ("exp", .string("never"), 0), ("exp", .number("1767225600"), 300),
        ("iat", .number("1767225901"), 0), ("nbf", .number("1767225901"), 0),
    ])
    func refusesWhatIsTooOldOrTooYoung(_ name: String, _ value: JSONValue, _ seconds: Int64) {
        #expect(Self.verdict(JSONObject([(name, value)]), after: seconds) == .rejected(.timestampStale))
    }

    @Test func anAgeLimitNeedsTheTimeOfIssue() {
        var rule = Self.rule()
        rule.maxAge = 60
        let signed = rule.sign(Self.request, now: Self.now, overrides: JSONObject([("exp", .null)]))
        #expect(rule.verify(signed, now: Self.now.adding(seconds: 360)) == .accepted)
        #expect(rule.verify(signed, now: Self.now.adding(seconds: 361)) == .rejected(.timestampStale))
        let without = rule.sign(Self.request, now: Self.now, overrides: JSONObject([("iat", .null)]))
        #expect(rule.verify(without, now: Self.now) == .rejected(.timestampStale))
    }

    /// A body, a signature or a header that somebody changed, and algorithms that nobody allowed.
    @Test func refusesWhatIsNotSigned() throws {
        let signed = Self.rule().sign(Self.request, now: Self.now)
        let token = try #require(RequestPlace.bearer.value(in: signed))
        let parts = token.split(separator: ".")
        let none = Base64.encodeURL(Array(#"{"alg":"none"}"#.utf8))
        let critical = Base64.encodeURL(Array(#"{"alg":"HS256","crit":["x"],"x":1}"#.utf8))
        for wrong in [
            "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1])",
            "\(critical).\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1]).\(parts[2].dropLast(2))AA", "x", "..",
        ] {
            var request = signed
            request.setHeader("authorization", "Bearer \(wrong)")
            #expect(Self.rule().verify(request, now: Self.now) == .rejected(.signatureWrong), "\(wrong)")
        }
        var body = signed
        body.body.append(0x20)
        #expect(Self.rule().verify(body, now: Self.now) == .rejected(.signatureWrong))
        #expect(Self.rule().verify(Self.request, now: Self.now) == .rejected(.signatureMissing))
    }

    /// RFC 7515, appendix A.1.
    @Test func acceptsTheTokenOfTheStandard() throws {
        let secret = try #require(
            Base64.decodeURL(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow".utf8))
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        var rule = JWTRule(
            algorithms: ["HS256"], keys: .shared([("HS256", try #require(SigningKey(secret, algorithm: .sha256)))]))
        rule.issuers = ["joe"]
        var request = WebhookRequest(method: "POST")
        request.setHeader("authorization", "Bearer \(token)")
        #expect(rule.verify(request, now: Instant(milliseconds: 1_300_819_380_000)) == .accepted)
    }
}

@Suite struct RemoteKeysTests {
    static let now = Instant(milliseconds: 1_767_225_600_000)
    static let url = "https://keys.example.com/"

    /// Counts what is fetched, and answers what it is told.
    final class Server: Sendable {
        private let state = Mutex<(count: Int, value: Int?)>((0, 1))
        var count: Int { state.withLock(\.count) }

        func answer(_ value: Int?) { state.withLock { $0.value = value } }

        func fetch() -> Int? {
            state.withLock {
                $0.count += 1
                return $0.value
            }
        }
    }

    static func keys(_ server: Server) -> RemoteKeys<Int> {
        RemoteKeys(lifetime: 3600, capacity: 4) { _ in server.fetch() }
    }

    @Test func oneFetchServesAllThatWait() async {
        let server = Server()
        let keys = Self.keys(server)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await keys.load(Self.url, now: Self.now) } }
        }
        #expect(server.count == 1)
        #expect(keys.isFresh(Self.url, now: Self.now))
        #expect(!keys.isFresh(Self.url, now: Self.now.adding(seconds: 3601)))
    }

    /// However often it is asked for: after an answer once a minute, after a failure once in five seconds.
    @Test func asksSeldom() async {
        let server = Server()
        let keys = Self.keys(server)
        for second in 0..<180 { await keys.load(Self.url, now: Self.now.adding(seconds: Int64(second))) }
        #expect(server.count == 3)
        server.answer(nil)
        await keys.load(Self.url, now: Self.now.adding(seconds: 180))
        #expect(server.count == 4)
        for second in 181..<186 { await keys.load(Self.url, now: Self.now.adding(seconds: Int64(second))) }
        #expect(server.count == 5)
    }

    /// Addresses that a stranger makes up.
    @Test func asksTwelveTimesAMinuteInAll() async {
        let server = Server()
        let keys = Self.keys(server)
        for number in 0..<100 { await keys.load("\(Self.url)\(number)", now: Self.now) }
        #expect(server.count == 12)
        await keys.load("\(Self.url)x", now: Self.now.adding(seconds: 60))
        #expect(server.count == 13)
    }
}

@Suite struct URLPatternTests {
    @Test(arguments: [
        ("https://sns.*.amazonaws.com/", "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&x=1", true),
        ("https://sns.*.amazonaws.com", "https://sns.eu-west-1.amazonaws.com/a/b", true),
        ("https://sns.*.amazonaws.com/", "https://sns.eu.west.amazonaws.com/", false),
        ("https://sns.*.amazonaws.com/", "https://sns..amazonaws.com/", false),
        ("https://sns.*.amazonaws.com/", "https://sns.x.amazonaws.com.example.com/", false),
        ("https://sns.*.amazonaws.com/", "https://example.com/sns.x.amazonaws.com/", false),
        ("https://sns.*.amazonaws.com/", "https://user@sns.x.amazonaws.com/", false),
        ("https://sns.*.amazonaws.com/", "https://sns.x.amazonaws.com:8443/", false),
        ("https://sns.*.amazonaws.com/", "https://sns.x.amazonaws.com\\@example.com/", false),
        ("https://sns.*.amazonaws.com/", "http://sns.x.amazonaws.com/", false),
        ("https://sns.*.amazonaws.com/", "https://sns.x.amazonaws.com#example.com/", false),
        ("https://sns.*.amazonaws.com/Simple-*.pem", "https://sns.x.amazonaws.com/Simple-0a.pem", true),
        ("https://sns.*.amazonaws.com/Simple-*.pem", "https://sns.x.amazonaws.com/Simple-a/b.pem", false),
        ("https://sns.*.amazonaws.com/Simple-*.pem", "https://sns.x.amazonaws.com/Simple-a.pem?x=.pem", false),
        ("https://keys.example.com/a/", "https://keys.example.com/a/b", true),
        ("https://keys.example.com/a/", "https://keys.example.com/b", false),
    ])
    func matches(_ pattern: String, _ url: String, _ expected: Bool) throws {
        #expect(try #require(URLPattern(pattern)).matches(url) == expected)
    }

    @Test(arguments: [
        "http://example.com/", "https://*.com/", "https://*/", "https://example.*/", "https://a..com/",
        "https://user@example.com/", "https://example.com:443/", "",
    ])
    func refusesPatternsThatAreTooWide(_ pattern: String) {
        #expect(URLPattern(pattern) == nil)
    }
}

@Suite struct ReplayMemoryTests {
    static let now = Instant(milliseconds: 1_767_225_600_000)

    @Test func theSameAgainPassesAndAnotherBodyDoesNot() {
        let memory = ReplayMemory(window: 60)
        #expect(memory.admits(key: [1], content: [1], now: Self.now))
        #expect(memory.admits(key: [1], content: [1], now: Self.now))
        #expect(!memory.admits(key: [1], content: [2], now: Self.now.adding(seconds: 60)))
        #expect(memory.admits(key: [1], content: [2], now: Self.now.adding(seconds: 61)))
    }

    @Test func forgetsTheOldestWhereThereAreTooMany() {
        let memory = ReplayMemory(window: 3600, capacity: 2)
        for key in 1...3 { #expect(memory.admits(key: [UInt8(key)], content: [0], now: Self.now)) }
        #expect(memory.admits(key: [1], content: [9], now: Self.now))
        #expect(!memory.admits(key: [3], content: [9], now: Self.now))
    }
}

@Suite struct MultipartFormTests {
    static let type = #"multipart/form-data; boundary="x y""#

    @Test func readsFieldsAndFiles() throws {
        let body = [
            "preamble", "--x y", #"Content-Disposition: form-data; name="a""#, "", "1", "--x y",
            #"content-disposition: form-data; name="f"; filename="b\"c.txt""#, "Content-Type: text/plain", "", "ab", "",
            "--x y", #"Content-Disposition: form-data; name="e""#, "", "", "--x y--", "--x y", "",
        ].joined(separator: "\r\n")
        let form = MultipartForm(
            parsing: Array(body.utf8), boundary: try #require(MultipartForm.boundary(of: Self.type)))
        #expect(form.fields.fields == [.init(name: "a", value: "1"), .init(name: "e", value: "")])
        let file = try #require(form.parts.first { $0.fileName != nil })
        #expect(file.fileName == #"b"c.txt"# && file.contentType == "text/plain")
        #expect(form.bytes(of: file).elementsEqual("ab\r\n".utf8))
    }

    @Test(arguments: [
        "", "--x", "--x\r\n", "--x\r\n\r\n", "\r\n--x\r\nContent-Disposition: form-data; name=a", "--x--",
    ])
    func brokenFormsHaveNoParts(_ body: String) {
        #expect(MultipartForm(parsing: Array(body.utf8), boundary: "x").parts.isEmpty)
    }
}
