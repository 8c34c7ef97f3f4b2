import ChannelKit
import InboxDomain
import Testing

@Suite struct PublicKeyRuleTests {
    static let now = Instant(milliseconds: 1_767_225_600_000)

    static func rule(
        _ algorithm: PublicKeyAlgorithm, timestamp: TimestampRule? = TimestampRule(source: .header("x-time"))
    ) -> PublicKeyRule {
        PublicKeyRule(
            algorithm: algorithm, keys: .fixed([]), message: [.header("x-time"), .rawBody],
            signature: SignaturePlace(.header("x-signature"), encoding: .base64), timestamp: timestamp)
    }

    /// RFC 8032, section 7.1, test 3.
    @Test func acceptsWhatTheStandardSigns() throws {
        let key = Hex.decode("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025".utf8)!
        let signature =
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        let rule = PublicKeyRule(
            algorithm: .ed25519, keys: .fixed([try #require(VerifyingKey(key, algorithm: .ed25519))]),
            message: [.rawBody], signature: SignaturePlace(.header("x-signature"), encoding: .hex))
        var request = WebhookRequest(
            method: "POST", headers: [.init(name: "x-signature", value: signature)], body: [0xAF, 0x82])
        #expect(rule.verify(request, now: Self.now) == .accepted)
        request.body[0] ^= 1
        #expect(rule.verify(request, now: Self.now) == .rejected(.signatureWrong))
        request.headers = []
        #expect(rule.verify(request, now: Self.now) == .rejected(.signatureMissing))
    }

    @Test(arguments: PublicKeyAlgorithm.allCases)
    func judgesSignatureAndAge(_ algorithm: PublicKeyAlgorithm) async {
        let verifier = await Verifier.publicKey(Self.rule(algorithm)).forCases()
        let request = WebhookRequest(method: "POST", body: Array("Grüße".utf8))
        #expect(verifier.canSign)
        let signed = verifier.sign(request, now: Self.now)
        #expect(verifier.verify(signed, now: Self.now) == .accepted)
        #expect(verifier.verify(signed, now: Self.now.adding(seconds: 301)) == .rejected(.timestampStale))
        var flipped = signed
        flipped.body[0] ^= 1
        #expect(verifier.verify(flipped, now: Self.now) == .rejected(.signatureWrong))
        var moved = signed
        moved.setHeader("x-time", "1767225601")
        #expect(verifier.verify(moved, now: Self.now) == .rejected(.signatureWrong))
        // The key of the cases is nobody's: without it the same request is wrong.
        #expect(Verifier.publicKey(Self.rule(algorithm)).verify(signed, now: Self.now) == .rejected(.signatureWrong))
    }

    @Test(arguments: [
        ([UInt8](repeating: 1, count: 31), PublicKeyAlgorithm.ed25519), ([], .ed25519),
        ([UInt8](repeating: 4, count: 65), .ecdsaP256), ([0x30, 0x00], .rsaSHA256),
    ])
    func refusesWhatIsNoKey(_ bytes: [UInt8], _ algorithm: PublicKeyAlgorithm) {
        #expect(VerifyingKey(bytes, algorithm: algorithm) == nil)
    }

    @Test func readsPEM() {
        #expect(PEM.decode("-----BEGIN PUBLIC KEY-----\nAQID\nBA==\n-----END PUBLIC KEY-----\n") == [1, 2, 3, 4])
        #expect(PEM.decode("AQIDBA==") == nil)
    }
}

@Suite struct BodyDigestRuleTests {
    static let rule = BodyDigestRule(place: .query("bodySHA256"), algorithm: .sha256, unlessForm: true)

    @Test func theHashMustBeThatOfTheBody() {
        var request = Self.rule.sign(WebhookRequest(method: "POST", body: Array("{}".utf8)))
        #expect(Self.rule.verify(request) == .accepted)
        request.body.append(0x20)
        #expect(Self.rule.verify(request) == .rejected(.signatureWrong))
    }

    @Test func onlyFormsMayGoWithout() {
        let form = WebhookRequest.Header(name: "content-type", value: "application/x-www-form-urlencoded")
        #expect(Self.rule.verify(WebhookRequest(method: "POST", headers: [form], body: [0x61])) == .accepted)
        #expect(Self.rule.verify(WebhookRequest(method: "POST", body: [0x61])) == .rejected(.signatureMissing))
    }
}
