import InboxDomain

extension NormalizedEvent {
    /// The event in its JSON form; what is nil, and an empty list of attachments, is left out.
    package var json: JSONValue {
        var event = JSONObject()
        switch self {
        case .message(let message): event = Self.object("message", message)
        case .echo(let message):
            event = Self.object("echo", message)
            event["recipient"] = message.recipient.map(Self.value)
        case .edit(let edit):
            event = Self.object("edit", target: edit.target)
            event["text"] = .string(edit.text)
            event["html"] = edit.html.map(JSONValue.string)
            event["at"] = Self.value(edit.at)
        case .delete(let delete):
            event = Self.object("delete", target: delete.target)
            event["at"] = Self.value(delete.at)
        case .reaction(let reaction):
            event = Self.object("reaction", target: reaction.target)
            event["sender"] = Self.value(reaction.sender)
            event["emoji"] = .string(reaction.emoji)
            event["removed"] = .bool(reaction.removed)
            event["at"] = Self.value(reaction.at)
        case .receipt(let receipt):
            event = Self.object("receipt", target: receipt.target)
            event["state"] = .string(receipt.state.rawValue)
            event["error"] = receipt.error.map(JSONValue.string)
            event["recipient"] = receipt.recipient.map(JSONValue.string)
            if receipt.isPermanent { event["permanent"] = .bool(true) }
            event["at"] = Self.value(receipt.at)
        case .contact(let contact):
            event["type"] = .string("contact")
            event["sender"] = Self.value(contact.sender)
            event["change"] = .string(contact.change.rawValue)
            event["at"] = Self.value(contact.at)
        case .ignored(let reason):
            event["type"] = .string("ignored")
            event["reason"] = .string(reason)
        }
        return .object(event)
    }

    private static func object(_ type: String, target: String) -> JSONObject {
        JSONObject([("type", .string(type)), ("target", .string(target))])
    }

    private static func object(_ type: String, _ message: MessageEvent) -> JSONObject {
        var event = JSONObject([
            ("type", .string(type)), ("id", .string(message.id)), ("conversation", .string(message.conversation)),
            ("sender", value(message.sender)), ("sent_at", value(message.sentAt)), ("text", .string(message.text)),
        ])
        event["html"] = message.html.map(JSONValue.string)
        event["subject"] = message.subject.map(JSONValue.string)
        event["reply_to"] = message.replyTo.map(JSONValue.string)
        event["quote"] = message.quote.map(JSONValue.string)
        event["to"] = message.to.map(JSONValue.string)
        if !message.headers.isEmpty {
            let sorted = message.headers.sorted { $0.key < $1.key }
            event["headers"] = .object(JSONObject(sorted.map { ($0.key, .string($0.value)) }))
        }
        if message.automatic { event["automatic"] = .bool(true) }
        event["language"] = message.language.map(JSONValue.string)
        event["part"] = message.part?.json
        event["threading"] = message.threading?.json
        event["bounce"] = message.bounce?.json
        if !message.attachments.isEmpty { event["attachments"] = .array(message.attachments.map(value)) }
        return event
    }

    private static func value(_ instant: Instant) -> JSONValue { .number(String(instant.milliseconds)) }

    private static func value(_ sender: SenderInfo) -> JSONValue {
        var object = JSONObject([("id", .string(sender.id))])
        object["name"] = sender.name.map(JSONValue.string)
        object["email"] = sender.email.map(JSONValue.string)
        object["phone"] = sender.phone.map(JSONValue.string)
        object["locale"] = sender.locale.map(JSONValue.string)
        return .object(object)
    }

    private static func value(_ attachment: Attachment) -> JSONValue {
        var object = JSONObject([("kind", .string(attachment.kind.rawValue))])
        object["name"] = attachment.name.map(JSONValue.string)
        object["content_type"] = attachment.contentType.map(JSONValue.string)
        object["size"] = attachment.size.map { .number(String($0)) }
        object["url"] = attachment.url.map(JSONValue.string)
        object["ref"] = attachment.ref.map(JSONValue.string)
        return .object(object)
    }
}
