import ControlAPI
import InboxDomain
import InboxStore

extension TimelineEntry {
    /// One event of a conversation's history; those that brought a message show the message.
    init(
        _ event: StoredEvent, contact: String, _ conversation: Conversation, connection: any SQLConnection
    ) throws {
        let type = EventType(rawValue: event.type)
        if let id = event.message, type?.bringsMessage ?? false, let message = try Messages(connection).find(id) {
            let failure = message.direction == .outbound ? try Outbox(connection).failure(of: id) : nil
            let records = message.attachments.isEmpty ? [] : try Attachments(connection).of(id)
            self.init(
                message: id.rawValue, at: Timestamp(event.at), direction: message.direction.rawValue,
                author: message.direction == .inbound ? contact : message.author, text: message.text,
                subject: message.subject,
                attachments: message.attachments.enumerated().map { place, attachment in
                    AttachmentView(attachment, records.first { $0.position == place })
                },
                state: message.sendState?.rawValue, error: failure, delivery: message.delivery?.rawValue)
        } else {
            self.init(
                event: event.id.rawValue, at: Timestamp(event.at), name: event.type, author: event.actor,
                summary: EventSentence.of(event))
        }
    }
}

extension TimelineEntry.AttachmentView {
    init(_ attachment: Attachment, _ record: StoredAttachment?) {
        self.init(
            kind: attachment.kind.rawValue, name: attachment.name, contentType: attachment.contentType,
            size: attachment.size, url: attachment.url, ref: attachment.ref, state: record?.state.rawValue,
            storedSize: record?.size, sniffedType: record?.sniffedType, reason: record?.reason)
    }
}

extension EventType {
    /// Whether the event stands for a message of the timeline.
    var bringsMessage: Bool {
        switch self {
        case .messageReceived, .messageEchoed, .messageQueued, .noteAdded: true
        default: false
        }
    }
}

/// What an event says to people.
enum EventSentence {
    static func of(_ event: StoredEvent) -> String {
        let data = event.fields
        let from = data.text("from")
        let to = data.text("to")
        switch EventType(rawValue: event.type) {
        case .conversationCreated: return "created in queue \(data.text("queue") ?? "?")"
        case .conversationReopened: return "reopened, was \(from ?? "?")"
        case .conversationStatus: return "\(from ?? "?") → \(to ?? "?")"
        case .conversationAssigned: return to.map { "assigned to \($0)" } ?? "taken from \(from ?? "?")"
        case .conversationReturned: return "given back by \(from ?? "?"): \(data.text("reason") ?? "?")"
        case .conversationMoved: return "moved from queue \(from ?? "?") to \(to ?? "?")"
        case .conversationPriority: return "priority \(from ?? "?") → \(to ?? "?")"
        case .conversationTagged: return "tags: \(data.texts("tags").joined(separator: ", "))"
        case .conversationCopied: return "the same mail came to inbox \(data.text("inbox") ?? "?") too"
        case .messageSent: return "message \(message(event)) sent"
        case .messageDeferred:
            return "message \(message(event)) put off: \(data.text("detail") ?? "?")"
        case .messageFailed: return "message \(message(event)) not sent: \(data.text("detail") ?? "?")"
        case .messageReceipt:
            guard let recipient = data.text("recipient") else {
                return "message \(message(event)) \(data.text("state") ?? "?")"
            }
            return
                "message \(message(event)) did not reach \(recipient): \(data.text("error") ?? "it was not said why")"
        case .attachmentMissing:
            let place = data.number("position").map { "/\($0)" } ?? ""
            return "attachment \(message(event))\(place) is missing: \(data.text("reason") ?? "?")"
        case .autoReplyHeld: return "no automatic reply: \(data.text("reason") ?? "?")"
        case .messageEdited: return "message \(message(event)) edited: \(data.text("text") ?? "")"
        case .messageDeleted: return "message \(message(event)) deleted by its author"
        case .messageReaction: return "reaction \(data.text("emoji") ?? "?") on message \(message(event))"
        case .slaWarning: return "\(clock(data)) is due at \(data.text("due_at") ?? "?")"
        case .slaBreach: return "\(clock(data)) breached"
        case .slaRetargeted: return "promise changed: \(data.texts("clocks").joined(separator: ", "))"
        case .slaNotification:
            if let webhook = data.text("webhook") { return "webhook \(webhook) is called" }
            return "to notify: \(data.texts("notify").joined(separator: ", "))"
        case .webhookFailed:
            return "webhook \(data.text("webhook") ?? "?") was not told: \(data.text("detail") ?? "?")"
        case .messageReceived, .messageEchoed, .messageQueued, .noteAdded, .contactChanged, .queueRedirected,
            .queuePaused, .queueResumed, .queueReassigned, .agentAvailability, .agentCapacity, .configurationReloaded,
            .webhookDisabled,
            nil:
            return event.type
        }
    }

    private static func message(_ event: StoredEvent) -> String {
        event.message.map { "\($0)" } ?? "?"
    }

    private static func clock(_ data: EventFields) -> String {
        (data.text("clock") ?? "clock").split(separator: "_").joined(separator: " ")
    }
}

extension EventRecord {
    /// One event of the log. Message texts stay out of it.
    init(_ event: StoredEvent, connection: any SQLConnection) throws {
        let conversation = try event.conversation.flatMap { try Conversations(connection).find($0) }
        var data = event.fields.values
        data["text"] = nil
        data["html"] = nil
        self.init(
            id: event.id.rawValue, at: Timestamp(event.at), kind: event.type,
            conversation: event.conversation?.rawValue, queue: conversation?.queue, inbox: conversation?.inbox,
            actor: event.actor, data: data)
    }
}
