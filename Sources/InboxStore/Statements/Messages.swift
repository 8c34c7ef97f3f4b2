package import InboxDomain

/// Messages, the keys that make a provider's event count once, and effects that wait for their message.
package struct Messages {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Stores a message; `message.id` is ignored.
    package func insert(_ message: Message) throws -> MessageID {
        let m = message
        let id = try connection.insert(
            """
            INSERT INTO messages (conversation_id, direction, provider_id, author, sent_at, received_at, text, html,
                subject, reply_to, attachments, delivery_id, is_automatic)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .int(m.conversation.rawValue), .text(m.direction.rawValue), .optional(m.providerID), .text(m.author),
                .int(m.sentAt.milliseconds), .int(m.receivedAt.milliseconds), .text(m.text), .optional(m.html),
                .optional(m.subject), .optional(m.replyTo), .optional(JSONText.attachments(m.attachments)),
                .optional(m.delivery?.rawValue), .flag(m.isAutomatic),
            ]
        )
        return MessageID(id)
    }

    package func find(_ id: MessageID) throws -> Message? {
        try connection.first(
            "SELECT \(Self.columns) FROM messages m LEFT JOIN outbox o ON o.id = m.id WHERE m.id = ?",
            [.int(id.rawValue)], Self.read)
    }

    /// The provider's id of the message that the customer sent last; nil where there is none.
    package func lastInboundID(in conversation: ConversationID) throws -> String? {
        try connection.first(
            """
            SELECT m.provider_id FROM events e JOIN messages m ON m.id = e.message_id
            WHERE e.conversation_id = ? AND e.type = 'message.received' ORDER BY e.id DESC LIMIT 1
            """, [.int(conversation.rawValue)]
        ) { $0.optionalText(0) } ?? nil
    }

    /// The last message that a person, and no machine, sent into a conversation before message `id`.
    package func lastInbound(in conversation: ConversationID, before id: MessageID) throws -> Message? {
        try connection.first(
            """
            SELECT \(Self.columns) FROM events e JOIN messages m ON m.id = e.message_id LEFT JOIN outbox o ON o.id = m.id
            WHERE e.conversation_id = ? AND e.type = 'message.received' AND e.message_id < ? AND m.is_automatic = 0
            ORDER BY e.id DESC LIMIT 1
            """, [.int(conversation.rawValue), .int(id.rawValue)], Self.read)
    }

    /// Whether an event of this key has had its effect, and on which message.
    package func seen(_ key: EventKey) throws -> SeenEvent? {
        try connection.first("SELECT message_id FROM event_keys WHERE key = ?", [.blob(key.bytes)]) {
            SeenEvent(message: $0.optionalInt(0).map(MessageID.init))
        }
    }

    /// Notes that the event has had its effect. A key that is there already stays as it is.
    package func markSeen(_ key: EventKey, message: MessageID?) throws {
        try connection.execute(
            "INSERT INTO event_keys (key, message_id) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
            [.blob(key.bytes), .optional(message?.rawValue)])
    }

    /// Keeps an effect (a receipt, an edit) until the message that it is about arrives.
    package func keepWaiting(_ event: String, for key: EventKey, delivery: DeliveryID) throws {
        try connection.execute(
            """
            INSERT INTO waiting_effects (key, id, delivery_id, event)
            VALUES (?, (SELECT COALESCE(MAX(id), 0) + 1 FROM waiting_effects WHERE key = ?), ?, ?)
            """, [.blob(key.bytes), .blob(key.bytes), .int(delivery.rawValue), .text(event)])
    }

    /// Takes out the effects that waited for a message, in the order in which they came.
    package func takeWaiting(for key: EventKey) throws -> [String] {
        let events = try connection.rows(
            "SELECT event FROM waiting_effects WHERE key = ? ORDER BY id", [.blob(key.bytes)]
        ) { $0.text(0) }
        if !events.isEmpty {
            try connection.execute("DELETE FROM waiting_effects WHERE key = ?", [.blob(key.bytes)])
        }
        return events
    }

    private static let columns = """
        m.id, m.conversation_id, m.direction, m.provider_id, m.author, m.sent_at, m.received_at, m.text, m.html, \
        m.subject, m.reply_to, m.attachments, m.delivery_id, o.state, m.is_automatic
        """

    private static func read(_ row: any SQLRow) -> Message {
        Message(
            id: MessageID(row.int(0)), conversation: ConversationID(row.int(1)),
            direction: Message.Direction(rawValue: row.text(2)) ?? .note, providerID: row.optionalText(3),
            author: row.text(4), sentAt: Instant(milliseconds: row.int(5)),
            receivedAt: Instant(milliseconds: row.int(6)), text: row.text(7), html: row.optionalText(8),
            subject: row.optionalText(9), replyTo: row.optionalText(10),
            attachments: JSONText.attachments(from: row.optionalText(11)),
            delivery: row.optionalInt(12).map(DeliveryID.init),
            sendState: row.optionalText(13).flatMap(Message.SendState.init), isAutomatic: row.flag(14))
    }
}

/// What makes one event of a provider the same event when it comes again: 16 bytes of a digest over the inbox, the
/// event's type and the provider's ids.
package struct EventKey: Sendable, Hashable {
    package var bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// An event that has had its effect.
package struct SeenEvent: Sendable, Hashable {
    package var message: MessageID?
}
