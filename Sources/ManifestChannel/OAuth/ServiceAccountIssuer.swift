import ChannelKit
import InboxDomain

/// The key file of a service account, as Google gives it out.
struct ServiceAccountKey: Sendable {
    let email: String
    let keyID: String?
    let tokenURL: String
    let signer: TokenSigner

    /// Nil where the text is no such file, or its key or address cannot be used.
    init?(json: String) {
        guard let file = try? JSONValue(parsing: Array(json.utf8)), let email = file["client_email"]?.string,
            let pem = file["private_key"]?.string, let signer = TokenSigner(pem: pem, algorithm: .rs256)
        else { return nil }
        let url = file["token_uri"]?.string ?? "https://oauth2.googleapis.com/token"
        guard TokenEndpoint.isSafe(url) else { return nil }
        self.email = email
        keyID = file["private_key_id"]?.string
        tokenURL = url
        self.signer = signer
    }
}

/// Tokens for a service account: a token that its key signs is exchanged for one (RFC 7523, 2.1;
/// https://developers.google.com/identity/protocols/oauth2/service-account#httprest).
struct ServiceAccountIssuer: TokenIssuer {
    let account: ServiceAccountKey
    let endpoint: TokenEndpoint
    let scope: String

    func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken {
        let second = now.milliseconds / 1000
        let claims = JSONObject([
            ("iss", .string(account.email)), ("scope", .string(scope)), ("aud", .string(account.tokenURL)),
            ("iat", .number(String(second))), ("exp", .number(String(second + 3600))),
        ])
        guard let assertion = account.signer.token(claims, keyID: account.keyID) else {
            throw .refused("the service account's key cannot sign")
        }
        return try await endpoint.token(
            [
                .init(name: "grant_type", value: "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                .init(name: "assertion", value: assertion),
            ], at: now)
    }
}
