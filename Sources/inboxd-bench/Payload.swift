import Crypto
import Foundation

/// WhatsApp text messages of 1 KiB, as Meta posts them.
struct Payload {
    /// The body of message `number` from customer `customer`.
    static func body(number: Int, customer: Int, phoneNumberID: String, at seconds: Int) -> [UInt8] {
        let from = "4917\(String(format: "%08d", customer))"
        let head = """
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":\
            {"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":\
            "\(phoneNumberID)"},"contacts":[{"profile":{"name":"Customer \(customer)"},"wa_id":"\(from)"}],\
            "messages":[{"from":"\(from)","id":"wamid.\(identifier(number))","timestamp":"\(seconds)","text":{"body":"
            """
        let tail = #""},"type":"text"}]},"field":"messages"}]}]}"#
        let sentence = "My order \(number) has not arrived, and the tracking page shows nothing new since Monday. "
        var text = ""
        while head.utf8.count + tail.utf8.count + text.utf8.count < 1024 { text += sentence }
        text = String(text.prefix(1024 - head.utf8.count - tail.utf8.count))
        return Array((head + text + tail).utf8)
    }

    /// Looks random, as the provider's ids do: neighbours in time are no neighbours in an index.
    private static func identifier(_ number: Int) -> String {
        let digest = SHA256.hash(data: Data("message \(number)".utf8))
        return Data(digest).base64EncodedString().replacingOccurrences(of: "=", with: "")
    }

    /// A whole HTTP request, signed.
    static func request(path: String, body: [UInt8], secret: String) -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
        let signature = code.map { String(format: "%02x", $0) }.joined()
        let head = """
            POST \(path) HTTP/1.1\r
            host: 127.0.0.1\r
            content-type: application/json\r
            content-length: \(body.count)\r
            x-hub-signature-256: sha256=\(signature)\r
            \r

            """
        return Array(head.utf8) + body
    }
}
