import Crypto
import Foundation
import InboxDomain

/// Signs calls as https://www.standardwebhooks.com says: HMAC-SHA256 over `id.timestamp.body`, scheme `v1`.
struct WebhookSignature {
    private let key: SymmetricKey

    /// What follows `whsec_` is the key in base 64; any other secret is the key itself, byte by byte.
    init(secret: Secret) {
        let text = secret.reveal()
        let prefix = "whsec_"
        let decoded = text.hasPrefix(prefix) ? Data(base64Encoded: String(text.dropFirst(prefix.count))) : nil
        key = SymmetricKey(data: decoded ?? Data(text.utf8))
    }

    /// The headers of one attempt. `id` stays the same at each, the time does not: receivers refuse old ones.
    func headers(id: String, body: [UInt8], now: Instant) -> [(name: String, value: String)] {
        let timestamp = String(now.milliseconds / 1000)
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(timestamp).".utf8) + body, using: key)
        return [
            ("content-type", "application/json"), ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", "v1," + Data(code).base64EncodedString()),
        ]
    }
}
