import InboxConfig
import InboxDomain
import Transport

/// Makes one attempt to call a webhook. Redirects are not followed.
struct WebhookCaller: Sendable {
    /// Bytes of an answer; nothing in it is looked at, and a longer one counts as none.
    private static let longestAnswer = 1 << 20

    private let exchange: any HTTPExchange

    init(exchange: any HTTPExchange) {
        self.exchange = exchange
    }

    /// Does not throw: a failure is an answer too.
    func call(_ webhook: WebhookDefinition, id: String, body: String, now: Instant) async -> WebhookAnswer {
        let bytes = Array(body.utf8)
        let request = HTTPRequest(
            method: "POST", url: webhook.url,
            headers: WebhookSignature(secret: webhook.secret).headers(id: id, body: bytes, now: now)
                + [("user-agent", "inboxd")],
            body: bytes, timeout: .seconds(webhook.timeout), maximumResponseBytes: Self.longestAnswer)
        do throws(HTTPFailure) {
            let response = try await exchange.perform(request)
            return .status(
                response.status,
                retryAfter: response.header("retry-after").flatMap { RetryAfter.seconds($0, now: now) })
        } catch {
            switch error {
            case .notSent(let reason), .answerLost(let reason), .invalidRequest(let reason): return .none(reason)
            }
        }
    }
}
