import ChannelKit
import InboxDomain

/// Tokens for an application in its own name (RFC 6749, 4.4).
struct ClientCredentialsIssuer: TokenIssuer {
    let endpoint: TokenEndpoint
    let clientID: String
    let clientSecret: Secret
    let scope: String?

    func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken {
        var fields = [
            FormFields.Field(name: "grant_type", value: "client_credentials"),
            FormFields.Field(name: "client_id", value: clientID),
            FormFields.Field(name: "client_secret", value: clientSecret.reveal()),
        ]
        if let scope { fields.append(.init(name: "scope", value: scope)) }
        return try await endpoint.token(fields, at: now)
    }
}
