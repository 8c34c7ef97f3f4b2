import ChannelKit
import InboxDomain
import Transport

/// Tokens of a login: it gives one for requests, and one that gets the next two. Where that is refused, there is another login.
struct SessionIssuer: TokenIssuer {
    let endpoint: TokenEndpoint
    /// With the password.
    let login: JSONObject
    let refreshURL: String?
    let accessToken: JSONPath
    let refreshToken: JSONPath?

    func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken {
        if let refreshURL, let refreshToken = previous?.refreshToken {
            let request = HTTPRequest(
                method: "POST", url: refreshURL,
                headers: [("authorization", "Bearer \(refreshToken.reveal())"), ("accept", "application/json")],
                maximumResponseBytes: 64 << 10)
            do throws(TokenFailure) {
                return try await token(of: request, at: now)
            } catch {
                guard error.retry == .needsOperator else { throw error }
            }
        }
        let request = HTTPRequest(
            method: "POST", url: endpoint.url,
            headers: [("content-type", "application/json"), ("accept", "application/json")],
            body: JSONValue.object(login).jsonBytes, maximumResponseBytes: 64 << 10)
        return try await token(of: request, at: now)
    }

    private func token(of request: HTTPRequest, at now: Instant) async throws(TokenFailure) -> AccessToken {
        let (status, json) = try await endpoint.answer(to: request)
        guard status == 200, let json, let text = text(accessToken, in: json), AccessToken.isUsable(text) else {
            throw TokenEndpoint.failure(status, json)
        }
        return AccessToken(
            text, lifetime: Self.lifetime(of: text, now: now), now: now,
            refreshToken: refreshToken.flatMap { self.text($0, in: json) }.map { Secret($0) })
    }

    private func text(_ path: JSONPath, in json: JSONValue) -> String? {
        path.text(in: json.jsonBytes)
    }

    /// Seconds that the token says it lives, where it is a JSON Web Token. It is the provider's business to judge it: a wrong
    /// one is only used too long or too short.
    private static func lifetime(of token: String, now: Instant) -> Int64? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64.decodeURL(parts[1]), let claims = try? JSONValue(parsing: payload),
            let end = claims["exp"]?.integer
        else { return nil }
        return end - now.milliseconds / 1000
    }
}
