import ChannelKit
import InboxDomain

/// What a send program sees of a part of a reply.
struct SendInput {
    let message: OutgoingMessage
    let part: SendPart
    /// Of the part, from 0.
    let number: Int

    /// The input, with the answers (each JSON already) to the requests that prepared this part.
    func json(with answers: [[UInt8]]) -> [UInt8] {
        var json = members.jsonBytes
        json.removeLast()
        json += Array(",\"answers\":[".utf8)
        for (place, answer) in answers.enumerated() {
            if place > 0 { json.append(UInt8(ascii: ",")) }
            json += answer
        }
        return json + Array("]}".utf8)
    }

    /// All but the answers; what expressions have as `$message`.
    var members: JSONValue {
        // A part of its own is a message of its own to the provider, and what it answers is said once.
        let key = number == 0 ? message.idempotencyKey : "\(message.idempotencyKey)-\(number + 1)"
        let replyTo = number == 0 ? message.replyTo : nil
        let replyQuote = number == 0 ? message.replyQuote : nil
        return .object([
            ("id", .number(message.message.description)), ("conversation", .string(message.threadKey)),
            ("recipient", .string(message.recipient)), ("text", .string(part.text)),
            ("reply_to", replyTo.map(JSONValue.string) ?? .null),
            ("reply_quote", replyQuote.map(JSONValue.string) ?? .null),
            ("last_inbound_at", message.lastInboundAt.map { .number(String($0.milliseconds)) } ?? .null),
            ("last_inbound_id", message.lastInboundID.map(JSONValue.string) ?? .null),
            ("idempotency_key", .string(key)), ("idempotency_uuid", .string(OutgoingMessage.uuid(of: key))),
            ("attachments", .array(part.attachments.map(Self.json))),
        ])
    }

    private static func json(of attachment: OutgoingAttachment) -> JSONValue {
        let link = attachment.link.map { [("link", JSONValue.string($0))] } ?? []
        return .object(
            [
                ("name", .string(attachment.name)), ("content_type", .string(attachment.type.description)),
                ("kind", .string(attachment.type.kind.rawValue)), ("size", .number(String(attachment.size))),
            ] + link)
    }
}
