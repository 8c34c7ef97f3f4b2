import Foundation

/// One vendor's API: how a message looks on its way there, and how the answers look.
enum Vendor: Sendable, CaseIterable {
    case telegram, whatsapp, slack, webhook

    init?(path: String) {
        if path.hasSuffix("/sendMessage") {
            self = .telegram
        } else if path.hasSuffix("/messages") {
            self = .whatsapp
        } else if path.hasSuffix("/chat.postMessage") {
            self = .slack
        } else if path.hasSuffix("/reply") {
            self = .webhook
        } else {
            return nil
        }
    }

    func text(of message: [String: Any]) -> String {
        let text = self == .whatsapp ? (message["text"] as? [String: Any])?["body"] : message["text"]
        return text as? String ?? ""
    }

    /// What the vendor answers to a message that it takes, with a fresh id.
    func success(_ message: [String: Any], ids: IDSource) -> (status: Int, json: [String: Any]) {
        let id = ids.next()
        switch self {
        case .telegram:
            var result: [String: Any] = [
                "message_id": id.number, "date": id.seconds, "chat": ["id": message["chat_id"] ?? 0],
                "text": text(of: message),
            ]
            if let connection = message["business_connection_id"] { result["business_connection_id"] = connection }
            return (200, ["ok": true, "result": result])
        case .whatsapp:
            let recipient = message["to"] ?? message["recipient"] ?? ""
            return (
                200,
                [
                    "messaging_product": "whatsapp", "contacts": [["input": recipient, "wa_id": recipient]],
                    "messages": [["id": "wamid.\(id.text)"]],
                ]
            )
        case .slack:
            guard let channel = message["channel"] as? String else {
                return (200, ["ok": false, "error": "channel_not_found"])
            }
            return (200, ["ok": true, "channel": channel, "ts": id.slackTime])
        case .webhook:
            return (201, ["id": "reply-\(id.text)"])
        }
    }

    func failure(_ failure: FailurePlan.Failure) -> [String: Any] {
        switch self {
        case .telegram:
            var json: [String: Any] = [
                "ok": false, "error_code": failure.status, "description": "The stand-in was told to fail",
            ]
            if failure.status == 429 { json["parameters"] = ["retry_after": failure.retryAfter] }
            return json
        case .whatsapp:
            let code =
                failure.status == 429 ? 130_429 : failure.status == 401 ? 190 : failure.status < 500 ? 131_026 : 131_000
            return [
                "error": [
                    "code": code, "message": "(#\(code)) The stand-in was told to fail", "type": "OAuthException",
                ]
            ]
        case .slack:
            let name =
                failure.status == 429
                ? "ratelimited"
                : failure.status == 401 ? "invalid_auth" : failure.status < 500 ? "is_archived" : "service_unavailable"
            return ["ok": false, "error": name]
        case .webhook:
            return ["error": "The stand-in was told to fail"]
        }
    }
}
