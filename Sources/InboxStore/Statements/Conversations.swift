package import InboxDomain

/// Conversations and the threads that lead to them.
package struct Conversations {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    package static let columns = """
        id, inbox, channel, contact_id, address, thread_key, queue, status, priority, assignee, sla_policy, subject, \
        tags, skills, created_at, last_message_at, last_inbound_at, first_responded_at, waiting_since, snoozed_until, \
        resolved_at, next_due_at, next_timer_at, previous_id, message_count, held_since, sla_version
        """

    package func find(_ id: ConversationID) throws -> Conversation? {
        try connection.first(
            "SELECT \(Self.columns) FROM conversations WHERE id = ?", [.int(id.rawValue)], Self.read)
    }

    /// The conversation that a thread's messages belong to now.
    package func current(inbox: String, threadKey: String) throws -> Conversation? {
        let id = try connection.first(
            "SELECT conversation_id FROM threads WHERE inbox = ? AND thread_key = ?", [.text(inbox), .text(threadKey)]
        ) { ConversationID($0.int(0)) }
        return try id.flatMap(find)
    }

    /// How many conversations of a contact are neither resolved nor closed; those before its last thousand are left out.
    package func openCount(of contact: ContactID) throws -> Int {
        try connection.first(
            """
            SELECT COALESCE(SUM(is_active), 0) FROM
                (SELECT is_active FROM conversations WHERE contact_id = ? ORDER BY id DESC LIMIT 1000)
            """, [.int(contact.rawValue)]
        ) { Int($0.int(0)) } ?? 0
    }

    /// Stores a new conversation and makes it its thread's current one; `conversation.id` is ignored.
    package func insert(_ conversation: Conversation) throws -> ConversationID {
        let c = conversation
        let id = try connection.insert(
            """
            INSERT INTO conversations (inbox, channel, contact_id, address, thread_key, queue, status, is_active,
                priority, assignee, sla_policy, subject, tags, skills, created_at, last_message_at, last_inbound_at,
                first_responded_at, waiting_since, snoozed_until, resolved_at, next_due_at, next_timer_at, held_since,
                sla_version, message_count, previous_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(c.inbox), .text(c.channel), .int(c.contact.rawValue), .text(c.address), .text(c.threadKey),
            ] + Self.mutable(c)
                + [.optional(c.previous?.rawValue)]
        )
        try connection.execute(
            """
            INSERT INTO threads (inbox, thread_key, conversation_id) VALUES (?, ?, ?)
            ON CONFLICT (inbox, thread_key) DO UPDATE SET conversation_id = excluded.conversation_id
            """, [.text(c.inbox), .text(c.threadKey), .int(id)])
        return ConversationID(id)
    }

    /// Writes what changed about a conversation.
    package func apply(_ update: ConversationUpdate) throws {
        try connection.execute(update.statement, update.values + [.int(update.id.rawValue)])
    }

    /// Conversations a statement.
    private static let chunk = 500

    /// Puts conversations into another queue, and changes nothing else about them.
    package func setQueue(_ queue: String, of ids: [ConversationID]) throws {
        for chunk in ids.chunks(of: Self.chunk) {
            try connection.execute(
                "UPDATE conversations SET queue = ? WHERE id IN (\(SQLValue.placeholders(chunk.count)))",
                [.text(queue)] + chunk.map { .int($0.rawValue) })
        }
    }

    /// Conversations whose timer has come, the earliest first.
    package func withTimer(notAfter instant: Instant, limit: Int) throws -> [Conversation] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM conversations WHERE next_timer_at <= ? ORDER BY next_timer_at LIMIT ?
            """, [.int(instant.milliseconds), .int(Int64(limit))], Self.read)
    }

    /// Conversations created at or after an instant, in the order of their ids, after `id`.
    package func created(since: Instant, after id: ConversationID, limit: Int) throws -> [Conversation] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM conversations WHERE id > ? AND created_at >= ? ORDER BY id LIMIT ?
            """, [.int(id.rawValue), .int(since.milliseconds), .int(Int64(limit))], Self.read)
    }

    package func earliestTimer() throws -> Instant? {
        try connection.first(
            "SELECT next_timer_at FROM conversations WHERE next_timer_at IS NOT NULL ORDER BY next_timer_at LIMIT 1"
        ) { Instant(milliseconds: $0.int(0)) }
    }

    /// One page of a queue, the most urgent first, after the row whose key is `after`.
    package func queue(
        _ name: String, after: (due: Instant, id: ConversationID)? = nil, limit: Int
    ) throws -> [Conversation] {
        let from = after ?? (Instant(milliseconds: .min), ConversationID(0))
        return try connection.rows(
            """
            SELECT \(Self.columns) FROM conversations
            WHERE queue = ? AND is_active = 1 AND (next_due_at, id) > (?, ?)
            ORDER BY next_due_at, id LIMIT ?
            """,
            [.text(name), .int(from.due.milliseconds), .int(from.id.rawValue), .int(Int64(limit))], Self.read)
    }

    /// The most urgent open conversations of a queue that nobody has.
    package func unassigned(queue: String, limit: Int) throws -> [Conversation] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM conversations
            WHERE queue = ? AND is_active = 1 AND status = 'open' AND assignee IS NULL
            ORDER BY next_due_at, id LIMIT ?
            """, [.text(queue), .int(Int64(limit))], Self.read)
    }

    /// How many active conversations an agent has, by channel.
    package func activeCounts(assignee: String) throws -> [String: Int] {
        let rows = try connection.rows(
            """
            SELECT channel, COUNT(*) FROM conversations WHERE assignee = ? AND is_active = 1
            GROUP BY channel ORDER BY channel
            """, [.text(assignee)]
        ) { ($0.text(0), Int($0.int(1))) }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// The open conversations of an agent.
    package func open(assignee: String) throws -> [Conversation] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM conversations WHERE assignee = ? AND is_active = 1 AND status = 'open'
            """, [.text(assignee)], Self.read)
    }

    /// Gives an open conversation to an agent, unless somebody was quicker. Returns whether it is theirs now; only then
    /// may the caller go on to `update`.
    package func claim(_ id: ConversationID, for agent: String) throws -> Bool {
        try connection.execute(
            """
            UPDATE conversations SET assignee = ?
            WHERE id = ? AND assignee IS NULL AND is_active = 1 AND status = 'open'
            """, [.text(agent), .int(id.rawValue)]) == 1
    }

    /// Reads a row of `columns`.
    package static func read(_ row: any SQLRow) -> Conversation {
        let due = row.int(21)
        return Conversation(
            id: ConversationID(row.int(0)), inbox: row.text(1), channel: row.text(2), contact: ContactID(row.int(3)),
            address: row.text(4), threadKey: row.text(5), queue: row.text(6),
            status: ConversationStatus(rawValue: row.text(7)) ?? .open,
            priority: Priority(rawValue: row.text(8)) ?? .normal, assignee: row.optionalText(9),
            slaPolicy: row.optionalText(10), slaVersion: row.optionalInt(26), subject: row.optionalText(11),
            tags: words(row.text(12)),
            skills: words(row.text(13)), createdAt: Instant(milliseconds: row.int(14)),
            lastMessageAt: Instant(milliseconds: row.int(15)), lastInboundAt: instant(row, 16),
            firstRespondedAt: instant(row, 17), waitingSince: instant(row, 18), snoozedUntil: instant(row, 19),
            resolvedAt: instant(row, 20), nextDueAt: due == .max ? nil : Instant(milliseconds: due),
            nextTimerAt: instant(row, 22), previous: row.optionalInt(23).map(ConversationID.init),
            messageCount: Int(row.int(24)), heldSince: instant(row, 25))
    }

    private static func instant(_ row: any SQLRow, _ column: Int) -> Instant? {
        row.optionalInt(column).map { Instant(milliseconds: $0) }
    }

    /// In the order of `ConversationUpdate.columns`.
    static func mutable(_ c: Conversation) -> [SQLValue] {
        [
            .text(c.queue), .text(c.status.rawValue), .flag(c.status.isActive), .text(c.priority.rawValue),
            .optional(c.assignee), .optional(c.slaPolicy), .optional(c.subject), .text(list(c.tags)),
            .text(list(c.skills)),
            .int(c.createdAt.milliseconds), .int(c.lastMessageAt.milliseconds),
            .optional(c.lastInboundAt?.milliseconds), .optional(c.firstRespondedAt?.milliseconds),
            .optional(c.waitingSince?.milliseconds), .optional(c.snoozedUntil?.milliseconds),
            .optional(c.resolvedAt?.milliseconds), .int(c.nextDueAt?.milliseconds ?? .max),
            .optional(c.nextTimerAt?.milliseconds), .optional(c.heldSince?.milliseconds),
            .optional(c.slaVersion), .int(Int64(c.messageCount)),
        ]
    }

    /// Words between line feeds, so that a search finds a whole one.
    private static func list(_ words: [String]) -> String {
        words.isEmpty ? "" : "\n" + words.joined(separator: "\n") + "\n"
    }

    private static func words(_ list: String) -> [String] {
        list.isEmpty ? [] : list.split(separator: "\n").map(String.init)
    }
}
