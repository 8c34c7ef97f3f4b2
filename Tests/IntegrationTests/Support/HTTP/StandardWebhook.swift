import Crypto
import Foundation

/// Signs deliveries as https://www.standardwebhooks.com says, apart from the code under test.
struct StandardWebhook: Sendable {
    static let secret = "whsec_c3VwcG9ydC1kZXNrLXRlc3Qta2V5LTAxMjM0NTY3ODk="

    var inbox = "shop"
    var secret = Self.secret

    /// A signed delivery; `age` is how many seconds ago it says it was signed.
    func request(id: String, body: [UInt8], age: Int = 0) -> ClientRequest {
        let timestamp = String(Int(Date().timeIntervalSince1970) - age)
        let key = SymmetricKey(data: Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data())
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(timestamp).".utf8) + body, using: key)
        return ClientRequest(
            target: "/in/\(inbox)",
            headers: [
                ("content-type", "application/json"), ("webhook-id", id), ("webhook-timestamp", timestamp),
                ("webhook-signature", "v1," + Data(code).base64EncodedString()),
            ], body: body)
    }

    /// A message whose id is left to the channel: it becomes the delivery's.
    func message(id: String, conversation: String, text: String) -> ClientRequest {
        let event: [String: Any] = [
            "type": "message", "conversation": conversation, "sender": ["id": "\(conversation)@example.com"],
            "text": text,
        ]
        let body = (try? JSONSerialization.data(withJSONObject: event, options: .sortedKeys)) ?? Data()
        return request(id: id, body: Array(body))
    }
}
