package import InboxDomain
package import Transport

/// An address that gives access tokens (RFC 6749, 3.2 and 5).
package struct TokenEndpoint: Sendable {
    package let url: String
    package let exchange: any HTTPExchange

    package init(url: String, exchange: any HTTPExchange) {
        self.url = url
        self.exchange = exchange
    }

    /// Where a secret may be sent: over TLS, or to this machine.
    package static func isSafe(_ url: String) -> Bool {
        url.hasPrefix("https://")
            || ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { local in
                url.hasPrefix(local + ":") || url.hasPrefix(local + "/")
            }
    }

    /// Asks with a form. Throws `oauth_refused` where the provider does not take what it is shown, and `oauth_failed` where
    /// it did not answer as it should.
    package func token(_ fields: [FormFields.Field], at now: Instant) async throws(TokenFailure) -> AccessToken {
        let (status, json) = try await answer(
            to: HTTPRequest(
                method: "POST", url: url,
                headers: [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")],
                body: Array(FormFields(fields: fields).encoded.utf8), maximumResponseBytes: 64 << 10))
        guard status == 200, let text = json?["access_token"]?.string, AccessToken.isUsable(text) else {
            throw Self.failure(status, json)
        }
        let next = json?["refresh_token"]?.string
        return AccessToken(
            text, lifetime: json?["expires_in"]?.integer, now: now,
            refreshToken: next.flatMap { $0.isEmpty ? nil : Secret($0) })
    }

    /// The answer's status, and its body where that is JSON.
    package func answer(to request: HTTPRequest) async throws(TokenFailure) -> (status: Int, json: JSONValue?) {
        do throws(HTTPFailure) {
            let response = try await exchange.perform(request)
            return (response.status, try? JSONValue(parsing: response.body))
        } catch {
            switch error {
            case .notSent(let text), .answerLost(let text), .invalidRequest(let text):
                throw .failed("no access token: \(text)")
            }
        }
    }

    /// The provider's own word for it (RFC 6749, 5.2), where it looks like one; never its sentence, which may repeat what was
    /// sent.
    package static func failure(_ status: Int, _ json: JSONValue?) -> TokenFailure {
        let word = json?["error"]?.string.flatMap { word in
            let isWord =
                !word.isEmpty && word.utf8.count <= 40
                && word.utf8.allSatisfy { (97...122).contains($0) || (65...90).contains($0) || $0 == 95 }
            return isWord ? word : nil
        }
        let detail = "the provider gave no access token: \(word ?? "HTTP status \(status)")"
        return [400, 401, 403].contains(status) ? .refused(detail) : .failed(detail)
    }
}
