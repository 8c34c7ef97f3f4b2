import ChannelKit
import InboxDomain
import Testing

@Suite struct VerifierTests {
    static let now = Instant(milliseconds: 1_700_000_000_000)
    static let token = Verifier.token(TokenRule(place: .header("x-token"), tokens: ["old", "new"]))
    static let basic = Verifier.basic(BasicRule(user: "postmark", password: "s:ecret", challenge: true))

    func request(_ headers: [String: String] = [:], query: String = "", path: String = "", body: String = "")
        -> WebhookRequest
    {
        WebhookRequest(
            method: "POST", subpath: path, query: query,
            headers: headers.map { WebhookRequest.Header(name: $0.key, value: $0.value) }, body: Array(body.utf8))
    }

    @Test(arguments: [
        ("old", Verdict.accepted), ("new", .accepted), ("newer", .rejected(.signatureWrong)),
        ("ne", .rejected(.signatureWrong)), ("", .rejected(.signatureMissing)),
    ])
    func comparesTokens(_ shown: String, verdict: Verdict) {
        #expect(Self.token.verify(request(["x-token": shown]), now: Self.now) == verdict)
    }

    @Test func anEmptyTokenIsNeverRight() {
        let verifier = Verifier.token(TokenRule(place: .header("x-token"), tokens: [""], prefix: "Token "))
        #expect(verifier.verify(request(["x-token": "Token "]), now: Self.now) == .rejected(.signatureWrong))
        #expect(verifier.verify(request(), now: Self.now) == .rejected(.signatureMissing))
    }

    @Test func findsTokensEverywhere() throws {
        let field = try #require(BodyField(".auth.token"))
        let form = ["content-type": "application/x-www-form-urlencoded"]
        let cases: [(RequestPlace, WebhookRequest)] = [
            (.bearer, request(["authorization": "bearer t&1"])),
            (.query("access_token"), request(query: "a=b&access_token=t%261")),
            (.path, request(path: "/t&1")),
            (.field(field), request(body: #"{"auth":{"token":"t&1"}}"#)),
            (.field(.name("token")), request(body: #"{"token":"t&1"}"#)),
            (.field(.name("token")), request(form, body: "x=1&token=t%261")),
        ]
        for (place, request) in cases {
            let verifier = Verifier.token(TokenRule(place: place, tokens: ["t&1"]))
            #expect(verifier.verify(request, now: Self.now) == .accepted, "\(place)")
            #expect(verifier.verify(self.request(), now: Self.now) == .rejected(.signatureMissing), "\(place)")
        }
    }

    @Test func checksBasicCredentials() {
        let signed = Self.basic.sign(request(), now: Self.now)
        #expect(signed.header("authorization") == "Basic cG9zdG1hcms6czplY3JldA==")
        #expect(Self.basic.verify(signed, now: Self.now) == .accepted)
        #expect(Self.basic.verify(request(), now: Self.now) == .rejected(.signatureMissing))
        for header in ["Basic cG9zdG1hcms6", "Basic !", "Bearer cG9zdG1hcms6czplY3JldA=="] {
            #expect(
                Self.basic.verify(request(["authorization": header]), now: Self.now) == .rejected(.signatureWrong))
        }
        #expect(Self.basic.challenge?.name == "www-authenticate")
        let unset = Verifier.basic(BasicRule(user: "", password: ""))
        #expect(unset.verify(unset.sign(request(), now: Self.now), now: Self.now) == .rejected(.signatureWrong))
    }

    @Test func allNeedsEveryOne() {
        let verifier = Verifier.all([Self.token, Self.basic])
        let signed = verifier.sign(request(), now: Self.now)
        #expect(verifier.verify(signed, now: Self.now) == .accepted)
        #expect(verifier.verify(request(["x-token": "old"]), now: Self.now) == .rejected(.signatureMissing))
        #expect(verifier.challenge != nil)
    }

    @Test func anyNeedsOneAndSaysWhatWasWrong() {
        let verifier = Verifier.any([Self.basic, Self.token])
        #expect(verifier.verify(request(["x-token": "old"]), now: Self.now) == .accepted)
        #expect(verifier.verify(request(["x-token": "odd"]), now: Self.now) == .rejected(.signatureWrong))
        #expect(verifier.verify(request(), now: Self.now) == .rejected(.signatureMissing))
        #expect(Verifier.any([]).verify(request(), now: Self.now) == .rejected(.signatureMissing))
    }

    @Test func noneAcceptsEverybody() {
        #expect(Verifier.none.verify(request(), now: Self.now) == .accepted)
    }

    @Test(arguments: [
        (#"{"a":[{"id":"1"},{"id":"1"}]}"#, true), (#"{"a":[{"id":1}]}"#, true),
        (#"{"a":[{"id":"1"},{"id":"2"}]}"#, false), (#"{"a":[{"id":"2","id":"1"}]}"#, false),
        (#"{"a":[]}"#, false), (#"{"a":[{}]}"#, false), (#"{"a":[{"id":null}]}"#, false), ("no json", false),
    ])
    func guardsEveryValueOfThePath(_ body: String, holds: Bool) throws {
        let path = try #require(JSONPath(".a[].id"))
        let condition = ContentGuard(source: .json(path), allowed: ["1"])
        #expect(condition.holds(for: request(body: body)) == holds)
    }

    @Test func guardsHeadersAndQueries() {
        let header = ContentGuard(source: .header("topic"), allowed: ["a", "b"])
        #expect(header.holds(for: request(["topic": "b"])))
        #expect(!header.holds(for: request(["topic": "c"])))
        #expect(!header.holds(for: request()))
        #expect(ContentGuard(source: .query("n"), allowed: ["1"]).holds(for: request(query: "n=1")))
    }
}
