import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import ManifestChannel

@Suite struct ManifestSenderTests {
    static let now = Instant(milliseconds: 1_772_442_000_000)
    static let secret = "123456:very-secret-token"
    static let program =
        #"{method: "POST", url: "https://x.example/bot\($settings.token)/send", json: {text, to: .recipient}}"#

    static func manifest(_ send: String = "") -> String {
        ChannelFolder.manifest(rest: "send:\n  program: send.jq\n\(send)")
    }

    static func message(_ text: String = "Hello", last: Instant? = nil) -> OutgoingMessage {
        OutgoingMessage(
            message: MessageID(7), conversation: ConversationID(1), threadKey: "c", recipient: "r", text: text,
            lastInboundAt: last, idempotencyKey: "k")
    }

    func send(
        _ manifest: String = manifest(), program: String = program, message: OutgoingMessage = message(),
        answer: FakeExchange.Answer = .success(200)
    ) async throws -> (SendOutcome, HTTPRequest?) {
        let folder = try ChannelFolder(manifest: manifest, send: program)
        let exchange = FakeExchange(answer)
        let adapter = try folder.adapter(["token": .secret(Secret(Self.secret))], exchange: exchange)
        return (await adapter.send(message, now: Self.now), exchange.request)
    }

    func failure(_ outcome: SendOutcome) -> SendFailure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }

    @Test func makesTheRequestAndReadsTheId() async throws {
        let manifest = Self.manifest("  success: .body.ok\n  id: .body.id")
        let (outcome, request) = try await send(
            manifest, answer: .success(200, #"{"ok":true,"id":12345678901234567890}"#))
        #expect(outcome == .sent(providerID: "12345678901234567890"))
        #expect(request?.method == "POST")
        #expect(request?.url == "https://x.example/bot\(Self.secret)/send")
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == #"{"text":"Hello","to":"r"}"#)
        #expect(request?.headers.map(\.name) == ["content-type"])
    }

    @Test(arguments: [
        (200, "", SendOutcome.sent(providerID: nil)), (204, "", .sent(providerID: nil)),
        (
            429, "",
            .failed(
                SendFailure(
                    .rateLimited(until: now.adding(seconds: 60)), code: "http_429", detail: "sample answered 429"))
        ),
        (503, "", .failed(SendFailure(.transient, code: "http_503", detail: "sample answered 503"))),
        (404, "", .failed(SendFailure(.permanent, code: "http_404", detail: "sample answered 404"))),
        (302, "", .failed(SendFailure(.transient, code: "http_302", detail: "sample answered 302"))),
    ])
    func knowsWhatStatusesMean(_ status: Int, body: String, expected: SendOutcome) async throws {
        #expect(try await send(answer: .success(status, body)).0 == expected)
    }

    @Test func readsRetryAfter() async throws {
        for (value, seconds) in [("7", 7), ("0.2", 1), ("-5", 60), ("soon", 60), ("1e300", 86_400), ("nan", 60)]
            as [(String, Int64)]
        {
            let answer = FakeExchange.Answer.success(429, headers: [(name: "retry-after", value: value)])
            let until = failure(try await send(answer: answer).0)?.retry
            let expected = value == "0.2" ? Self.now.adding(milliseconds: 200) : Self.now.adding(seconds: seconds)
            #expect(until == .rateLimited(until: expected), "\(value)")
        }
    }

    @Test func asksTheRulesInOrder() async throws {
        let manifest = Self.manifest(
            """
              success: ".body.ok"
              errors:
                - {when: ".nonsense | error", class: permanent}
                - {when: '.body.error == "slow"', class: rate_limited, retry_after: .body.after}
                - {when: '.body.error == "auth"', class: needs_operator, code: .body.error, detail: .body.detail}
            """)
        let slow = try await send(manifest, answer: .success(200, #"{"ok":false,"error":"slow","after":3}"#)).0
        #expect(failure(slow)?.retry == .rateLimited(until: Self.now.adding(seconds: 3)))
        let body = #"{"ok":false,"error":"auth","detail":"token \#(Self.secret) is wrong"}"#
        #expect(
            failure(try await send(manifest, answer: .success(200, body)).0)
                == SendFailure(.needsOperator, code: "auth", detail: "token [secret] is wrong"))
        #expect(failure(try await send(manifest, answer: .success(200, "no json")).0)?.retry == .transient)
    }

    @Test(arguments: [
        (HTTPFailure.notSent("x.example: refused"), false, SendFailure.Retry.transient, "no_connection"),
        (.answerLost("x"), false, .maybeSent, "answer_lost"), (.answerLost("x"), true, .transient, "answer_lost"),
        (.invalidRequest("bot\(secret)"), false, .permanent, "invalid_request"),
    ])
    func knowsWhatALostAnswerMeans(
        _ lost: HTTPFailure, idempotent: Bool, retry: SendFailure.Retry, code: String
    ) async throws {
        let outcome = try await send(Self.manifest("  idempotent: \(idempotent)"), answer: .failure(lost)).0
        #expect(failure(outcome)?.retry == retry)
        #expect(failure(outcome)?.code == code)
        #expect(failure(outcome)?.detail.contains(Self.secret) == false)
        #expect(failure(outcome)?.mayHaveArrived == (code == "answer_lost"))
    }

    @Test(arguments: [
        ("true", SendIdempotency.always), ("false", .none), ("{for: 24h}", .within(seconds: 86_400)),
    ])
    func knowsHowLongAKeyHolds(_ text: String, expected: SendIdempotency) throws {
        let folder = try ChannelFolder(manifest: Self.manifest("  idempotent: \(text)"), send: Self.program)
        #expect(try folder.adapter().capabilities.idempotency == expected)
    }

    @Test(arguments: [
        ("yes please", "this must be true, false, or {for: TIME}"), ("{for: 5}", "this must be a time such as"),
        ("{}", "\"for\" is missing"), ("{for: 5m, since: 1}", "unknown key \"since\""),
    ])
    func saysWhatIsNoTimeOfAKey(_ text: String, part: String) throws {
        let told = try ChannelFolder(manifest: Self.manifest("  idempotent: \(text)"), send: Self.program).diagnostics()
        #expect(told.count == 1)
        #expect(told.first?.contains(part) == true, "\(told)")
    }

    @Test(arguments: [
        ("{for: 24h}", program, true), ("{for: 24h}", #"{method: "POST", url: .idempotency_key}"#, false),
        ("true", program, false),
    ])
    func aKeyThatNoProgramSendsIsDoubtful(_ text: String, program: String, isDoubtful: Bool) throws {
        let folder = try ChannelFolder(manifest: Self.manifest("  idempotent: \(text)"), send: program)
        let found = try ManifestLint.findings(in: folder.path)
        #expect(found.contains { $0.message.contains("no program sends a key") } == isDoubtful)
    }

    @Test(arguments: [
        ("chars", "ééé", 3), ("bytes", "éé", 4), ("utf16", "😀", 2),
    ])
    func measuresTheText(_ unit: String, text: String, size: Int) async throws {
        let fits = try await send(
            Self.manifest("  limit: {unit: \(unit), count: \(size)}"), message: Self.message(text))
        #expect(fits.0 == .sent(providerID: nil))
        guard size > 1 else { return }
        let (outcome, request) = try await send(
            Self.manifest("  limit: {unit: \(unit), count: \(size - 1), parts: 1}"), message: Self.message(text))
        #expect(failure(outcome)?.code == "text_too_long")
        #expect(request == nil)
    }

    @Test func keepsTheWindow() async throws {
        let manifest = Self.manifest("  window: 24h")
        let edge = Self.now.adding(seconds: -86_400)
        #expect(try await send(manifest, message: Self.message(last: edge)).0 == .sent(providerID: nil))
        for last in [nil, edge.adding(milliseconds: -1)] {
            let failure = failure(try await send(manifest, message: Self.message(last: last)).0)
            #expect(failure?.code == "window_closed")
            #expect(failure?.retry == .permanent)
        }
    }

    @Test(arguments: [
        "empty", "1, 2", "error($settings.token)", "{}", "\"x\"", "$settings.token + 1", "def f: f; f",
        #"{method: "CONNECT", url: "https://x"}"#, #"{method: "POST", url: "file:///etc/passwd"}"#,
        #"{method: "POST", url: "https://x/\r\nHost: y"}"#,
        #"{method: "POST", url: "https://x", headers: {a: "b\r\nc: d"}}"#,
        #"{method: "POST", url: "https://x", headers: {"a b": "c"}}"#,
        #"{method: "POST", url: "https://x", json: 1, body: ""}"#,
        #"{method: "POST", url: "https://x", form: {a: {b: 1}}}"#,
        #"{method: "POST", url: "https://x", form: [{value: 1}]}"#,
        #"{method: "POST", url: "https://x", form: [{name: "a"}]}"#,
        #"{method: "POST", url: "https://x", form: [{name: "a", attachment: 0}]}"#,
        #"{method: "POST", url: "https://x", attachment: 0}"#, #"{method: "POST", url: "https://x", attachment: -1}"#,
        #"{method: "POST", url: "https://x", form: 1}"#, #"{method: "POST", url: "https://x", step: 1}"#,
        #"{method: "POST", url: "https://x", form: [{name: "a", value: "b", content_type: "c\r\nd"}]}"#,
        #"{method: "POST", url: "https://x", jsn: 1}"#,
    ])
    func refusesBrokenRequests(_ program: String) async throws {
        let (outcome, request) = try await send(program: program)
        #expect(request == nil)
        #expect(failure(outcome)?.code == "send_program")
        #expect(failure(outcome)?.retry == .permanent)
        #expect(failure(outcome)?.detail.contains("very-secret") == false)
    }

    @Test func writesForms() async throws {
        let request = try await send(
            program: #"{method: "POST", url: "https://x", headers: {"x-n": 1}, form: {a: "1 &", b: [2, "é"], c: null}}"#
        ).1
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == "a=1%20%26&b=2&b=%c3%a9")
        #expect(request?.headers.map(\.value) == ["1", "application/x-www-form-urlencoded"])
    }

    @Test func aChannelWithoutSendCannot() async throws {
        let adapter = try ChannelFolder().adapter()
        #expect(!adapter.capabilities.canSend)
        #expect(failure(await adapter.send(Self.message(), now: Self.now))?.code == "cannot_send")
    }
}
