import InboxDomain
import Testing

@testable import InboxEngine

@Suite struct WebhookSignatureTests {
    private static let body = Array(#"{"test": 2432232314}"#.utf8)
    private static let now = Instant(milliseconds: 1_614_265_330_999)

    private static func signature(_ secret: String) -> String? {
        WebhookSignature(secret: Secret(secret)).headers(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: body, now: now)
            .first { $0.name == "webhook-signature" }?.value
    }

    /// The vector of the reference libraries: https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries
    @Test func agreesWithTheReferenceLibraries() {
        #expect(
            Self.signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func theTimeIsInWholeSeconds() {
        let headers = WebhookSignature(secret: Secret("x")).headers(id: "a", body: [], now: Self.now)
        #expect(headers.first { $0.name == "webhook-timestamp" }?.value == "1614265330")
    }

    @Test func anyOtherSecretIsTheKeyItself() {
        // The same bytes, once as text and once in base 64.
        #expect(
            Self.signature("any other text of 24 byte") == Self.signature("whsec_YW55IG90aGVyIHRleHQgb2YgMjQgYnl0ZQ=="))
    }
}
