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
        let event = NewEvent(
            type, at: at, conversation: conversation, message: message, actor: actor, data: data)
        return try connection.execute(
            "INSERT INTO events (at, type, conversation_id, message_id, actor, data) VALUES (?, ?, ?, ?, ?, ?)",
            event.values)
    }

    /// Appends events in their order, many a statement.
    package func append(_ events: [NewEvent]) throws {
        for chunk in events.chunks(of: Self.chunk) {
            let rows = Array(repeating: "(?, ?, ?, ?, ?, ?)", count: chunk.count).joined(separator: ", ")
            try connection.execute(
                "INSERT INTO events (at, type, conversation_id, message_id, actor, data) VALUES \(rows)",
                chunk.flatMap(\.values))
        }
    }

    /// Events a statement.
    private static let chunk = 100

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

/// What is about to become a row of the history.
package struct NewEvent: Sendable {
    package var type: EventType
    package var at: Instant
    package var conversation: ConversationID?
    package var message: MessageID?
    package var actor: String?
    /// A JSON object, or nil.
    package var data: String?

    package init(
        _ type: EventType, at: Instant, conversation: ConversationID? = nil, message: MessageID? = nil,
        actor: String? = nil, data: JSONFields = JSONFields()
    ) {
        self.type = type
        self.at = at
        self.conversation = conversation
        self.message = message
        self.actor = actor
        self.data = data.isEmpty ? nil : data.text
    }

    fileprivate var values: [SQLValue] {
        [
            .int(at.milliseconds), .text(type.rawValue), .optional(conversation?.rawValue),
            .optional(message?.rawValue), .optional(actor), .optional(data),
        ]
    }
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
