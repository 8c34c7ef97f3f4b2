import ChannelKit
import InboxDomain

/// Tokens that we sign ourselves, with the key that the provider knows us by.
struct SignedTokenIssuer: TokenIssuer {
    let signer: TokenSigner
    let keyID: String?
    let claims: [(name: String, value: String)]
    /// Seconds.
    let lifetime: Int64

    func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken {
        let second = now.milliseconds / 1000
        var object = JSONObject()
        for (name, value) in claims { object[name] = .string(value) }
        object["iat"] = .number(String(second))
        object["exp"] = .number(String(second + lifetime))
        guard let token = signer.token(object, keyID: keyID) else { throw .refused("the private key cannot sign") }
        return AccessToken(token, lifetime: lifetime, now: now)
    }
}
