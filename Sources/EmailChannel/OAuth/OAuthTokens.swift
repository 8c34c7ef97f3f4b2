package import ChannelKit
package import InboxDomain
package import Transport

/// The access token of one account: got with the refresh token, kept until shortly before it ends.
///
/// A provider may hand out a new refresh token with each access token; the newest is used, until the process ends. The
/// configured one must stay good for the next start, as it does with Google and Microsoft.
package actor OAuthTokens: AccessTokenSource {
    private struct Token {
        var text: String
        var ends: Instant
    }

    /// Seconds before its end at which a token is not used any more.
    private static let margin: Int64 = 120

    private let settings: OAuthSettings
    private let exchange: any HTTPExchange
    private let now: @Sendable () -> Instant
    private var refreshToken: Secret
    private var current: Token?

    package init(settings: OAuthSettings, exchange: any HTTPExchange, now: @escaping @Sendable () -> Instant) {
        self.settings = settings
        self.exchange = exchange
        self.now = now
        refreshToken = settings.refreshToken
    }

    /// Throws `oauth_refused` where the provider does not take the refresh token, which needs the operator, and
    /// `oauth_failed` where it did not answer as it should.
    package func token(rejected: String?) async throws(SourceFailure) -> String {
        if let current, current.text != rejected, now() < current.ends { return current.text }
        current = nil
        let response: HTTPResponse
        do {
            response = try await exchange.perform(request)
        } catch {
            throw SourceFailure(.transient, code: "oauth_failed", detail: Self.text(error))
        }
        let json = try? JSONValue(parsing: response.body)
        guard response.status == 200, let text = json?["access_token"]?.string, !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Self.failure(response.status, json) }
        let seconds = min(max(json?["expires_in"]?.integer ?? 3600, 0), 86_400)
        current = Token(text: text, ends: now().adding(seconds: max(0, seconds - Self.margin)))
        if let next = json?["refresh_token"]?.string, !next.isEmpty { refreshToken = Secret(next) }
        return text
    }

    private var request: HTTPRequest {
        var fields = [
            FormFields.Field(name: "grant_type", value: "refresh_token"),
            FormFields.Field(name: "refresh_token", value: refreshToken.reveal()),
            FormFields.Field(name: "client_id", value: settings.clientID),
        ]
        if let secret = settings.clientSecret { fields.append(.init(name: "client_secret", value: secret.reveal())) }
        if let scope = settings.scope { fields.append(.init(name: "scope", value: scope)) }
        return HTTPRequest(
            method: "POST", url: settings.tokenURL,
            headers: [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")],
            body: Array(FormFields(fields: fields).encoded.utf8), maximumResponseBytes: 64 << 10)
    }

    private static func text(_ failure: HTTPFailure) -> String {
        switch failure {
        case .notSent(let text), .answerLost(let text), .invalidRequest(let text): "no access token: \(text)"
        }
    }

    /// The provider's own word for it (RFC 6749, 5.2), where it looks like one; never its sentence, which may repeat
    /// what was sent.
    private static func failure(_ status: Int, _ json: JSONValue?) -> SourceFailure {
        let word = json?["error"]?.string.flatMap { word in
            let isWord = word.utf8.count <= 40 && word.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
            return isWord ? word : nil
        }
        let isRefused = status == 400 || status == 401 || status == 403
        return SourceFailure(
            isRefused ? .needsOperator : .transient, code: isRefused ? "oauth_refused" : "oauth_failed",
            detail: "the provider gave no access token: \(word ?? "HTTP status \(status)")")
    }
}
