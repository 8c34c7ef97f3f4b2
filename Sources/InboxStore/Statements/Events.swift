package import InboxDomain

/// The append-only history: what happened, when, to which conversation, by whom.
package struct Events {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    @discardableResult
    package func append(
        _ type: EventType, at: Instant, conversation: ConversationID? = nil, message: MessageID? = nil,
        actor: String? = nil, data: JSONFields = JSONFields()
    ) throws -> Int {
        try connection.execute(
            "INSERT INTO events (at, type, conversation_id, message_id, actor, data) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .int(at.milliseconds), .text(type.rawValue), .optional(conversation?.rawValue),
                .optional(message?.rawValue), .optional(actor), data.isEmpty ? .null : .text(data.text),
            ])
    }

    /// Events after `id`, in order.
    package func after(_ id: EventID, limit: Int) throws -> [StoredEvent] {
        try connection.rows(
            "SELECT \(Self.columns) FROM events WHERE id > ? ORDER BY id LIMIT ?",
            [.int(id.rawValue), .int(Int64(limit))], Self.read)
    }

    /// The last event's id, or 0.
    package func last() throws -> EventID {
        EventID(try connection.first("SELECT MAX(id) FROM events") { $0.int(0) } ?? 0)
    }

    /// The last `limit` events of a conversation that came before event `before`, oldest first.
    package func of(_ conversation: ConversationID, before: EventID? = nil, limit: Int) throws -> [StoredEvent] {
        try connection.rows(
            "SELECT \(Self.columns) FROM events WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            [.int(conversation.rawValue), .int(before?.rawValue ?? .max), .int(Int64(limit))], Self.read
        ).reversed()
    }

    /// The event with which a conversation began: it tells why the conversation is where it is.
    package func creation(of conversation: ConversationID) throws -> StoredEvent? {
        try connection.first(
            """
            SELECT \(Self.columns) FROM events
            WHERE conversation_id = ? AND type = 'conversation.created' ORDER BY id LIMIT 1
            """, [.int(conversation.rawValue)], Self.read)
    }

    private static let columns = "id, at, type, conversation_id, message_id, actor, data"

    private static func read(_ row: any SQLRow) -> StoredEvent {
        StoredEvent(
            id: EventID(row.int(0)), at: Instant(milliseconds: row.int(1)), type: row.text(2),
            conversation: row.optionalInt(3).map(ConversationID.init), message: row.optionalInt(4).map(MessageID.init),
            actor: row.optionalText(5), data: row.optionalText(6))
    }
}

/// What can happen. The names are stable: they stand in the API and in `docs/cli.md`.
package enum EventType: String, Sendable, CaseIterable {
    case conversationCreated = "conversation.created"
    case conversationReopened = "conversation.reopened"
    case conversationStatus = "conversation.status"
    case conversationAssigned = "conversation.assigned"
    /// The agent was silent or away for longer than the queue allows.
    case conversationReturned = "conversation.returned"
    case conversationMoved = "conversation.moved"
    case conversationPriority = "conversation.priority"
    case conversationTagged = "conversation.tagged"
    case conversationCopied = "conversation.copied"
    case messageReceived = "message.received"
    case messageEchoed = "message.echoed"
    case messageQueued = "message.queued"
    case messageSent = "message.sent"
    case messageDeferred = "message.deferred"
    case messageFailed = "message.failed"
    case messageReceipt = "message.receipt"
    case messageEdited = "message.edited"
    case messageDeleted = "message.deleted"
    case messageReaction = "message.reaction"
    case attachmentMissing = "attachment.missing"
    case autoReplyHeld = "auto_reply.held"
    case noteAdded = "note.added"
    case contactChanged = "contact.changed"
    case slaWarning = "sla.warning"
    case slaBreach = "sla.breach"
    case slaRetargeted = "sla.retargeted"
    case slaNotification = "sla.notification"
    case queueRedirected = "queue.redirected"
    case queuePaused = "queue.paused"
    case queueResumed = "queue.resumed"
    case queueReassigned = "queue.reassigned"
    case agentAvailability = "agent.availability"
    case agentCapacity = "agent.capacity"
    case configurationReloaded = "configuration.reloaded"
}

/// One row of the history.
package struct StoredEvent: Sendable, Hashable {
    package var id: EventID
    package var at: Instant
    package var type: String
    package var conversation: ConversationID?
    package var message: MessageID?
    package var actor: String?
    /// A JSON object, or nil.
    package var data: String?
}
