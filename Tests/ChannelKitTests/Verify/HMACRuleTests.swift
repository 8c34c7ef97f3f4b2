import ChannelKit
import InboxDomain
import Testing

/// A signed request that somebody else computed, and the rule that must accept it.
struct SignedExample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rule: HMACRule
    var request: WebhookRequest
    var now: Instant

    static func key(_ text: String, _ algorithm: HashAlgorithm, _ mode: SigningKey.Mode = .hmac) -> SigningKey {
        SigningKey(Array(text.utf8), algorithm: algorithm, mode: mode)!
    }

    /// docs.slack.dev, "Verifying requests from Slack".
    static let slack = SignedExample(
        testDescription: "Slack",
        rule: HMACRule(
            keys: [key("8f742231b10e8888abcd99yyyzzz85a5", .sha256)],
            message: [.literal("v0:"), .header("x-slack-request-timestamp"), .literal(":"), .rawBody],
            signature: SignaturePlace(.header("x-slack-signature"), shape: .prefix("v0="), encoding: .hex),
            timestamp: TimestampRule(source: .header("x-slack-request-timestamp"))),
        request: WebhookRequest(
            method: "POST",
            headers: [
                .init(name: "x-slack-request-timestamp", value: "1531420618"),
                .init(
                    name: "x-slack-signature",
                    value: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            ],
            body: Array(
                ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                    + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                    + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
                    + "96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
                    + "803a0bc887a14d10d2c447fce8b6703c").utf8)),
        now: Instant(milliseconds: 1_531_420_618_000))

    /// docs.github.com, "Validating webhook deliveries".
    static let gitHub = SignedExample(
        testDescription: "GitHub",
        rule: HMACRule(
            keys: [key("It's a Secret to Everybody", .sha256)], message: [.rawBody],
            signature: SignaturePlace(.header("x-hub-signature-256"), shape: .prefix("sha256="), encoding: .hex)),
        request: WebhookRequest(
            method: "POST",
            headers: [
                .init(
                    name: "x-hub-signature-256",
                    value: "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
            ], body: Array("Hello, World!".utf8)),
        now: Instant(milliseconds: 0))

    /// standardwebhooks.com, the specification's example.
    static let standardWebhooks = SignedExample(
        testDescription: "Standard Webhooks",
        rule: HMACRule(
            keys: [
                SigningKey(Base64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8)!, algorithm: .sha256)!
            ],
            message: [
                .header("webhook-id"), .literal("."), .header("webhook-timestamp"), .literal("."), .rawBody,
            ],
            signature: SignaturePlace(.header("webhook-signature"), shape: .words("v1,"), encoding: .base64),
            timestamp: TimestampRule(source: .header("webhook-timestamp"))),
        request: WebhookRequest(
            method: "POST",
            headers: [
                .init(name: "webhook-id", value: "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                .init(name: "webhook-timestamp", value: "1614265330"),
                .init(
                    name: "webhook-signature",
                    value: "v1a,AAAA v1,c2lnbmF0dXJl v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ], body: Array(#"{"test": 2432232314}"#.utf8)),
        now: Instant(milliseconds: 1_614_265_330_000))

    /// twilio-python, the sample of its request validator.
    static let twilio = SignedExample(
        testDescription: "Twilio",
        rule: HMACRule(
            keys: [key("12345", .sha1)],
            message: [
                .url, .sortedParameters(SortedParameters(source: .form, format: "{name}{value}", dedupe: true)),
            ],
            signature: SignaturePlace(.header("x-twilio-signature"), encoding: .base64)),
        request: WebhookRequest(
            method: "POST", query: "foo=1&bar=2",
            headers: [
                .init(name: "content-type", value: "application/x-www-form-urlencoded"),
                .init(name: "x-twilio-signature", value: "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            ],
            body: Array(
                ("To=%2B18005551212&Digits=1234&From=%2B14158675309&Caller=%2B14158675309&Digits=1234"
                    + "&CallSid=CA1234567890ABCDE").utf8),
            publicURL: "https://mycompany.com/myapp.php?foo=1&bar=2"),
        now: Instant(milliseconds: 0))

    /// The scheme of stripe.com/docs/webhooks, computed with Python's hmac.
    static let stripe = SignedExample(
        testDescription: "Stripe",
        rule: HMACRule(
            keys: [key("another_secret", .sha256), key("whsec_test_secret", .sha256)],
            message: [.timestamp, .literal("."), .rawBody],
            signature: SignaturePlace(.header("stripe-signature"), shape: .keyed("v1"), encoding: .hex),
            timestamp: TimestampRule(source: .keyed("t"), boundsFuture: false)),
        request: WebhookRequest(
            method: "POST",
            headers: [
                .init(
                    name: "stripe-signature",
                    value: "t=1492774577,v1=00ff,v1=799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f,"
                        + "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39")
            ], body: Array(#"{"id":"evt_1"}"#.utf8)),
        now: Instant(milliseconds: 1_492_774_577_000))

    /// Vonage's default, "MD5 hash": the key behind the parameters. Computed with Python's hashlib.
    static let vonage = SignedExample(
        testDescription: "Vonage",
        rule: HMACRule(
            keys: [key("my-secret", .md5, .digestSuffix)],
            message: [
                .sortedParameters(
                    SortedParameters(
                        format: "&{name}={value}", replacements: ["&": "_", "=": "_"], excluded: ["sig"]))
            ],
            signature: SignaturePlace(.query("sig"), encoding: .hex)),
        request: WebhookRequest(
            method: "GET",
            query: "msisdn=447700900001&text=a%26b%3Dc&sig=9c9ecd7d7b56089a87766c0567d0a62b&timestamp=1600000000&a=1"),
        now: Instant(milliseconds: 0))

    static let all = [slack, gitHub, standardWebhooks, twilio, stripe, vonage]
}

@Suite struct HMACRuleTests {
    @Test(arguments: SignedExample.all)
    func acceptsWhatOthersSigned(_ example: SignedExample) {
        #expect(example.rule.verify(example.request, now: example.now) == .accepted)
    }

    @Test(arguments: [SignedExample.slack, .gitHub, .standardWebhooks, .twilio, .stripe])
    func refusesEveryFlippedByteOfTheBody(_ example: SignedExample) {
        for place in example.request.body.indices {
            var request = example.request
            request.body[place] ^= 1
            #expect(example.rule.verify(request, now: example.now) != .accepted)
        }
    }

    @Test(arguments: SignedExample.all)
    func refusesWithoutASignature(_ example: SignedExample) {
        var request = example.request
        request.headers.removeAll { $0.name.contains("signature") }
        request.query = ""
        #expect(example.rule.verify(request, now: example.now) == .rejected(.signatureMissing))
    }

    @Test(arguments: SignedExample.all)
    func refusesAnotherKey(_ example: SignedExample) {
        var rule = example.rule
        rule.keys = [SignedExample.key("not the key", .sha256)]
        #expect(rule.verify(example.request, now: example.now) == .rejected(.signatureWrong))
        rule.keys = []
        #expect(rule.verify(example.request, now: example.now) == .rejected(.signatureWrong))
    }

    @Test(arguments: SignedExample.all)
    func acceptsWhatItSignsItself(_ example: SignedExample) {
        let now = Instant(milliseconds: 1_800_000_000_000)
        let verifier = Verifier.hmac(example.rule)
        var request = example.request
        request.headers.removeAll { $0.name.contains("signature") || $0.name.contains("timestamp") }
        let signed = verifier.sign(request, now: now)
        #expect(verifier.verify(signed, now: now) == .accepted)
        #expect(!verifier.isShown(in: request) || example.testDescription == "Vonage")
    }

    static let ages: [(SignedExample, Int64, Verdict)] = [
        (.slack, -300_000, .accepted), (.slack, 300_000, .accepted), (.slack, -301_000, .rejected(.timestampStale)),
        (.slack, 301_000, .rejected(.timestampStale)), (.stripe, 301_000, .rejected(.timestampStale)),
        (.stripe, -4_000_000, .accepted),
    ]

    @Test(arguments: ages)
    func boundsTheAge(_ example: SignedExample, milliseconds: Int64, verdict: Verdict) {
        #expect(example.rule.verify(example.request, now: example.now.adding(milliseconds: milliseconds)) == verdict)
    }

    @Test func aWrongSignatureIsWrongAlsoWhereItIsStale() {
        var request = SignedExample.slack.request
        request.body.append(0)
        let late = SignedExample.slack.now.adding(seconds: 9_999)
        #expect(SignedExample.slack.rule.verify(request, now: late) == .rejected(.signatureWrong))
    }

    @Test(arguments: ["", "abc", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1e9"])
    func aBrokenTimestampIsNoReasonToTrap(_ text: String) {
        let key = SignedExample.key("k", .sha256)
        let rule = HMACRule(
            keys: [key], message: [.rawBody], signature: SignaturePlace(.header("s"), encoding: .hex),
            timestamp: TimestampRule(source: .header("t")))
        let request = WebhookRequest(
            method: "POST",
            headers: [.init(name: "t", value: text), .init(name: "s", value: Hex.encode(key.signature(of: [])))])
        #expect(rule.verify(request, now: Instant(milliseconds: 0)) == .rejected(.timestampStale))
    }

    @Test(arguments: [
        ("https://mycompany.com/a", "https://mycompany.com:443/a"),
        ("https://mycompany.com:443/a", "https://mycompany.com/a"),
        ("http://h/?q", "http://h:80/?q"),
    ])
    func theURLsOwnPortMayBeThereOrNot(signed: String, seen: String) {
        let rule = HMACRule(
            keys: [SignedExample.key("k", .sha1)], message: [.url],
            signature: SignaturePlace(.header("s"), encoding: .base64))
        let now = Instant(milliseconds: 0)
        var request = Verifier.hmac(rule).sign(WebhookRequest(method: "POST", publicURL: signed), now: now)
        request.publicURL = seen
        #expect(rule.verify(request, now: now) == .accepted)
        request.publicURL = "https://other.example/a"
        #expect(rule.verify(request, now: now) == .rejected(.signatureWrong))
    }

    /// Every part changes what is signed; each is checked against a message put together by hand.
    @Test func readsEveryPart() throws {
        let path = try #require(BodyField(".a.b"))
        let parts: [MessagePart] = [
            .literal("x"), .rawBody, .header("h"), .query("q"), .field(path), .field(.name("n")), .url,
            .bodyDigest(.sha256, .hex),
        ]
        let body = #"{"a":{"b":7},"n":"name"}"#
        let key = SignedExample.key("k", .sha512)
        let digest = Hex.encode(HashAlgorithm.sha256.digest(of: Array(body.utf8)))
        let message = "x\(body)Hq 17nameurl\(digest)"
        let rule = HMACRule(keys: [key], message: parts, signature: SignaturePlace(.header("s"), encoding: .hex))
        let request = WebhookRequest(
            method: "POST", query: "q=q%201",
            headers: [
                .init(name: "h", value: "H"),
                .init(name: "s", value: Hex.encode(key.signature(of: Array(message.utf8)))),
            ], body: Array(body.utf8), publicURL: "url")
        #expect(rule.verify(request, now: Instant(milliseconds: 0)) == .accepted)
    }
}
