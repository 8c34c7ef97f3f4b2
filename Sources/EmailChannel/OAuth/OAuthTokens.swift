package import ChannelKit
package import InboxDomain
package import Transport

/// The access token of one mail account, got with a refresh token (RFC 6749, 6).
package struct OAuthTokens: AccessTokenSource {
    private let cache: TokenCache

    package init(settings: OAuthSettings, exchange: any HTTPExchange, now: @escaping @Sendable () -> Instant) {
        cache = TokenCache(RefreshTokenIssuer(settings: settings, exchange: exchange), now: now)
    }

    /// Throws `oauth_refused` where the provider does not take the refresh token, which needs the operator, and
    /// `oauth_failed` where it did not answer as it should.
    package func token(rejected: String?) async throws(SourceFailure) -> String {
        do throws(TokenFailure) {
            return try await cache.token(rejected: rejected)
        } catch {
            throw SourceFailure(
                error.retry == .needsOperator ? .needsOperator : .transient, code: error.code, detail: error.detail)
        }
    }
}

/// A provider may hand out a new refresh token with each access token; the newest is used, until the process ends. The
/// configured one must stay good for the next start, as it does with Google and Microsoft.
private struct RefreshTokenIssuer: TokenIssuer {
    let settings: OAuthSettings
    let exchange: any HTTPExchange

    func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken {
        let refreshToken = previous?.refreshToken ?? settings.refreshToken
        var fields = [
            FormFields.Field(name: "grant_type", value: "refresh_token"),
            FormFields.Field(name: "refresh_token", value: refreshToken.reveal()),
            FormFields.Field(name: "client_id", value: settings.clientID),
        ]
        if let secret = settings.clientSecret { fields.append(.init(name: "client_secret", value: secret.reveal())) }
        if let scope = settings.scope { fields.append(.init(name: "scope", value: scope)) }
        var token = try await TokenEndpoint(url: settings.tokenURL, exchange: exchange).token(fields, at: now)
        token.refreshToken = token.refreshToken ?? previous?.refreshToken
        return token
    }
}
