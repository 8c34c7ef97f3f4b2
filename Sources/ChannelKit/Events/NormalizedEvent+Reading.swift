package import InboxDomain

extension NormalizedEvent {
    /// Reads the JSON form of one event. Unknown members are left aside; a time that is missing is `receivedAt`.
    /// Throws `.invalidEvent`, naming the member, where one is missing, of the wrong type, or over its limit.
    package init(json: JSONValue, receivedAt: Instant) throws(NormalizationError) {
        let type = json["type"]?.string ?? ""
        let reader = try EventReader(json, name: type.isEmpty ? "event" : type)
        switch type {
        case "message": self = .message(try Self.message(reader, receivedAt, isEcho: false))
        case "echo": self = .echo(try Self.message(reader, receivedAt, isEcho: true))
        case "edit":
            self = .edit(
                EditEvent(
                    target: try reader.id("target"), text: try reader.text("text", limit: EventLimits.text),
                    html: try reader.optionalText("html", limit: EventLimits.text),
                    at: try reader.instant("at", or: receivedAt)))
        case "delete":
            self = .delete(DeleteEvent(target: try reader.id("target"), at: try reader.instant("at", or: receivedAt)))
        case "reaction": self = .reaction(try Self.reaction(reader, receivedAt))
        case "receipt":
            self = .receipt(
                ReceiptEvent(
                    target: try reader.id("target"), state: try reader.word("state", of: ReceiptEvent.State.self),
                    error: try reader.optionalText("error"), at: try reader.instant("at", or: receivedAt),
                    recipient: try reader.optionalID("recipient"), isPermanent: try reader.flag("permanent")))
        case "contact":
            self = .contact(
                ContactEvent(
                    sender: try reader.sender("sender"),
                    change: try reader.word("change", of: ContactEvent.Change.self),
                    at: try reader.instant("at", or: receivedAt)))
        case "ignored": self = .ignored(reason: try reader.id("reason"))
        case "": throw .invalid("event.type is missing")
        default: throw .invalid("unknown event type \"\(type.prefix(32))\"")
        }
    }

    private static func message(
        _ reader: EventReader, _ receivedAt: Instant, isEcho: Bool
    ) throws(NormalizationError) -> MessageEvent {
        var message = MessageEvent(
            id: try reader.id("id"), conversation: try reader.id("conversation"), sender: try reader.sender("sender"),
            recipient: isEcho && reader.value("recipient") != nil ? try reader.sender("recipient") : nil,
            sentAt: try reader.instant("sent_at", or: receivedAt),
            text: try reader.text("text", limit: EventLimits.text),
            html: try reader.optionalText("html", limit: EventLimits.text),
            subject: try reader.optionalText("subject"), replyTo: try reader.optionalID("reply_to"),
            attachments: try reader.attachments(), to: try reader.optionalText("to", limit: EventLimits.shortText),
            headers: try reader.headers(), automatic: try reader.flag("automatic"),
            language: try reader.optionalText("language", limit: EventLimits.shortText),
            threading: try reader.threading(), bounce: try reader.bounce())
        message.part = isEcho ? nil : try reader.part()
        message.quote = try reader.optionalID("quote")
        guard !message.text.isEmpty || !message.attachments.isEmpty else {
            throw .invalid("\(reader.name) has neither text nor attachments")
        }
        return message
    }

    private static func reaction(
        _ reader: EventReader, _ receivedAt: Instant
    ) throws(NormalizationError) -> ReactionEvent {
        let removed = try reader.flag("removed")
        return ReactionEvent(
            target: try reader.id("target"), sender: try reader.sender("sender"),
            emoji: try reader.optionalText("emoji", limit: EventLimits.shortText) ?? "", removed: removed,
            at: try reader.instant("at", or: receivedAt))
    }
}
