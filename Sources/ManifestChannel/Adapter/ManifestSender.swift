import ChannelKit
import InboxDomain
import Transport

/// Sends one inbox's messages: the program makes the request, the exchange carries it, the classifier reads the answer.
struct ManifestSender: Sendable {
    let spec: SendSpec
    let channel: String
    let inbox: String
    let settings: InboxSettings
    let exchange: any HTTPExchange
    let timeout: Duration
    /// Nil where the channel has no `auth`.
    var tokens: InboxTokens?

    /// Seconds to wait where a provider says "later" and not when.
    private static let defaultRetryAfter: Double = 60
    /// Providers say no more than this; a longer wait is for the outbox to give up on.
    private static let longestRetryAfter: Double = 86_400

    func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        if let failure = refusal(of: message, now: now) { return .failed(failure) }
        do throws(SendFailure) {
            let (response, context) = try await answer(to: message, now: now)
            return await outcome(of: response, context, now: now)
        } catch {
            return .failed(error)
        }
    }

    // MARK: The token

    /// The provider's answer. Where it refuses the token, it is asked once more with a new one: what it refused it
    /// has not sent.
    private func answer(
        to message: OutgoingMessage, now: Instant
    ) async throws(SendFailure) -> (HTTPResponse, RequestContext) {
        var context = RequestContext(
            inbox: inbox, settings: settings, token: try await token(), now: now, message: Self.json(of: message))
        var response = try await perform(try await request(context), context)
        if response.refusesToken, let refused = context.token {
            let token = try await token(rejected: refused)
            if token != refused {
                context.token = token
                response = try await perform(try await request(context), context)
            }
        }
        return (response, context)
    }

    private func token(rejected: String? = nil) async throws(SendFailure) -> String? {
        guard let tokens else { return nil }
        do throws(TokenFailure) {
            return try await tokens.token(rejected: rejected)
        } catch {
            throw SendFailure(
                error.retry == .needsOperator ? .needsOperator : .transient, code: error.code,
                detail: settings.redacted(error.detail).firstWords)
        }
    }

    private func perform(
        _ request: HTTPRequest, _ context: RequestContext
    ) async throws(SendFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await exchange.perform(request)
        } catch {
            throw failure(of: error, context)
        }
    }

    // MARK: The request

    /// What can be refused without asking anybody.
    private func refusal(of message: OutgoingMessage, now: Instant) -> SendFailure? {
        if let limit = spec.limit, limit.measure(message.text) > limit.count {
            return SendFailure(
                .permanent, code: "text_too_long",
                detail:
                    "\(channel) takes \(limit.count) \(limit.unit.rawValue), the text has \(limit.measure(message.text))"
            )
        }
        if let window = spec.window {
            guard let last = message.lastInboundAt, now.milliseconds(since: last) <= window * 1000 else {
                return SendFailure(
                    .permanent, code: "window_closed",
                    detail: "\(channel) takes replies for \(window / 3600) h after the customer's last message")
            }
        }
        return nil
    }

    /// The request that the program makes of the message.
    private func request(_ context: RequestContext) async throws(SendFailure) -> HTTPRequest {
        let input = (context.message ?? .null).jsonBytes
        let variables = context.variables
        let program = spec.program
        let outputs: [JSONValue]
        switch await JQThread.run({ () throws(JQError) in try program.run(input, with: variables) }) {
        case .success(let values): outputs = values
        case .failure(let error): throw programFailure(error)
        }
        guard outputs.count == 1, let output = outputs.first else {
            throw SendFailure(
                .permanent, code: "send_program", detail: "send.jq gave \(outputs.count) requests instead of one")
        }
        do throws(SendRequestError) {
            return try SendRequestReader.request(from: output, timeout: timeout)
        } catch {
            throw SendFailure(.permanent, code: "send_program", detail: "send.jq: \(error.message)")
        }
    }

    private static func json(of message: OutgoingMessage) -> JSONValue {
        .object([
            ("id", .number(message.message.description)), ("conversation", .string(message.threadKey)),
            ("recipient", .string(message.recipient)), ("text", .string(message.text)),
            ("reply_to", message.replyTo.map(JSONValue.string) ?? .null),
            ("last_inbound_at", message.lastInboundAt.map { .number(String($0.milliseconds)) } ?? .null),
            ("idempotency_key", .string(message.idempotencyKey)),
            ("idempotency_uuid", .string(message.idempotencyUUID)),
        ])
    }

    private func programFailure(_ error: JQError) -> SendFailure {
        switch error {
        case .timeLimit:
            SendFailure(.permanent, code: "send_program", detail: "send.jq was stopped at its time limit")
        case .unavailable(let detail): SendFailure(.transient, code: "send_program", detail: detail)
        // What jq says may quote the settings: the error is for `channel test` to find, not for a log.
        case .failed, .notJSON, .outputLimit, .compile:
            SendFailure(.permanent, code: "send_program", detail: "send.jq failed on this message")
        }
    }

    // MARK: The answer

    private func failure(of error: HTTPFailure, _ context: RequestContext) -> SendFailure {
        switch error {
        case .notSent(let detail):
            SendFailure(.transient, code: "no_connection", detail: context.redacted(detail).firstWords)
        case .answerLost(let detail):
            SendFailure(
                spec.idempotent ? .transient : .maybeSent, code: "answer_lost",
                detail: context.redacted(detail).firstWords)
        case .invalidRequest(let detail):
            SendFailure(.permanent, code: "invalid_request", detail: context.redacted(detail).firstWords)
        }
    }

    private func outcome(of response: HTTPResponse, _ context: RequestContext, now: Instant) async -> SendOutcome {
        let answer = Self.json(of: response)
        let variables = context.variables
        let classifier = spec.classifier
        let judged = await JQThread.run { () throws(JQError) in try classifier.judge(answer, with: variables) }
        switch (try? judged.get()) ?? .unknown {
        case .success(let id): return .sent(providerID: id)
        case .failure(let classification, let retryAfter, let code, let detail):
            return .failed(
                SendFailure(
                    retry(classification, after: retryAfter, now: now),
                    code: code.map { context.redacted($0).firstWords } ?? "http_\(response.status)",
                    detail: detail.map { context.redacted($0).firstWords } ?? "\(channel) answered \(response.status)")
            )
        case .unknown: return .failed(defaultFailure(of: response, now: now))
        }
    }

    private func retry(
        _ classification: ResponseClassifier.Class, after seconds: Double?, now: Instant
    ) -> SendFailure.Retry {
        switch classification {
        case .transient: .transient
        case .permanent: .permanent
        case .needsOperator: .needsOperator
        case .maybeSent: .maybeSent
        case .rateLimited: .rateLimited(until: Self.instant(seconds, after: now))
        }
    }

    /// Where the manifest has no rule: too many requests are rate limiting, other refusals of the request are permanent,
    /// and everything else is worth another try.
    private func defaultFailure(of response: HTTPResponse, now: Instant) -> SendFailure {
        let retry: SendFailure.Retry =
            switch response.status {
            case 429: .rateLimited(until: Self.instant(response.header("retry-after").flatMap(Double.init), after: now))
            case 400..<500: .permanent
            default: .transient
            }
        return SendFailure(
            retry, code: "http_\(response.status)", detail: "\(channel) answered \(response.status)")
    }

    private static func instant(_ seconds: Double?, after now: Instant) -> Instant {
        let seconds = seconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } ?? defaultRetryAfter
        return now.adding(milliseconds: Int64((min(seconds, longestRetryAfter) * 1000).rounded(.up)))
    }

    /// `{status, headers, body}`; the body is what it says where it is JSON, and a text where not.
    static func json(of response: HTTPResponse) -> [UInt8] {
        var headers = JSONObject()
        for header in response.headers.prefix(200) where headers[header.name] == nil {
            headers[header.name] = .string(header.value)
        }
        var json = Array("{\"status\":\(response.status),\"headers\":".utf8)
        JSONValue.object(headers).write(to: &json)
        json += ",\"body\":".utf8
        if (try? JSONValue(parsing: response.body)) != nil {
            json += response.body
        } else {
            JSONValue.write(String(decoding: response.body, as: UTF8.self), to: &json)
        }
        json.append(UInt8(ascii: "}"))
        return json
    }
}

extension ChannelCapabilities.TextLimit {
    func measure(_ text: String) -> Int {
        switch unit {
        case .chars: text.unicodeScalars.count
        case .bytes: text.utf8.count
        case .utf16: text.utf16.count
        }
    }
}
