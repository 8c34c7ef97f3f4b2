package import InboxDomain

/// Attachments whose content is still to be fetched, and those that it was given up for.
package struct AttachmentFetches {
    /// The reason of a row that is being fetched right now: where the process ends meanwhile, it is done again.
    private static let underWay = "fetching"

    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// What is due, the longest first, without the inboxes in `except`.
    package func due(notAfter now: Instant, limit: Int, except inboxes: Set<String>) throws -> [AttachmentFetch] {
        let names = inboxes.sorted()
        let others =
            names.isEmpty
            ? "" : " AND COALESCE(d.inbox, c.inbox) NOT IN (\(names.map { _ in "?" }.joined(separator: ", ")))"
        return try connection.rows(
            """
            SELECT a.message_id, a.position, a.attempts, c.id, COALESCE(d.inbox, c.inbox)
            FROM attachments a
            JOIN messages m ON m.id = a.message_id
            JOIN conversations c ON c.id = m.conversation_id
            LEFT JOIN deliveries d ON d.id = m.delivery_id
            WHERE a.state = 'waiting' AND a.next_attempt_at <= ?\(others)
            ORDER BY a.next_attempt_at LIMIT ?
            """, [.int(now.milliseconds)] + names.map(SQLValue.text) + [.int(Int64(limit))]
        ) {
            AttachmentFetch(
                message: MessageID($0.int(0)), position: Int($0.int(1)), conversation: ConversationID($0.int(3)),
                inbox: $0.text(4), attempts: Int($0.int(2)) + 1)
        }
    }

    /// Counts the attempt, and keeps others from it until `lease`. False where somebody else was quicker.
    package func claim(_ fetch: AttachmentFetch, now: Instant, until lease: Instant) throws -> Bool {
        try connection.execute(
            """
            UPDATE attachments SET attempts = ?, next_attempt_at = ?, reason = '\(Self.underWay)'
            WHERE message_id = ? AND position = ? AND state = 'waiting' AND next_attempt_at <= ?
            """,
            [
                .int(Int64(fetch.attempts)), .int(lease.milliseconds), .int(fetch.message.rawValue),
                .int(Int64(fetch.position)), .int(now.milliseconds),
            ]) == 1
    }

    /// Makes due what was being fetched when the process ended; how many those were.
    package func recover(at now: Instant) throws -> Int {
        try connection.execute(
            "UPDATE attachments SET next_attempt_at = ? WHERE state = 'waiting' AND reason = '\(Self.underWay)'",
            [.int(now.milliseconds)])
    }

    /// When the next one becomes due; nil where none waits.
    package func nextAttempt() throws -> Instant? {
        try connection.first("SELECT MIN(next_attempt_at) FROM attachments WHERE state = 'waiting'") {
            $0.optionalInt(0)
        }?.map(Instant.init(milliseconds:))
    }

    // MARK: - Outcomes

    /// Puts it off until `next`.
    package func retry(_ fetch: AttachmentFetch, at next: Instant, reason: String) throws {
        try connection.execute(
            """
            UPDATE attachments SET next_attempt_at = ?, reason = ?
            WHERE message_id = ? AND position = ? AND state = 'waiting'
            """,
            [
                .int(next.milliseconds), .text(reason), .int(fetch.message.rawValue), .int(Int64(fetch.position)),
            ])
    }

    /// Gives it up; false where it does not wait any more.
    package func giveUp(_ fetch: AttachmentFetch, reason: String) throws -> Bool {
        try connection.execute(
            """
            UPDATE attachments SET state = 'missing', next_attempt_at = NULL, reason = ?
            WHERE message_id = ? AND position = ? AND state = 'waiting'
            """, [.text(reason), .int(fetch.message.rawValue), .int(Int64(fetch.position))]) == 1
    }

    // MARK: - For operators

    /// Lets what is missing be fetched again, from the first attempt on: of one message, at one position of it, or all;
    /// how many those are.
    package func startAnew(message: MessageID?, position: Int?, at now: Instant) throws -> Int {
        var conditions = ["state = 'missing'"]
        var arguments: [SQLValue] = [.int(now.milliseconds)]
        if let message {
            conditions.append("message_id = ?")
            arguments.append(.int(message.rawValue))
        }
        if let position {
            conditions.append("position = ?")
            arguments.append(.int(Int64(position)))
        }
        return try connection.execute(
            """
            UPDATE attachments SET state = 'waiting', attempts = 0, reason = NULL, next_attempt_at = ?
            WHERE \(conditions.joined(separator: " AND "))
            """, arguments)
    }

    /// Attachments in a state, the newest first; `before` is the last one of the page before.
    package func list(
        _ state: StoredAttachment.State, before: (message: MessageID, position: Int)?, limit: Int
    ) throws -> [ListedAttachment] {
        try connection.rows(
            """
            SELECT a.message_id, a.position, m.attachments, a.size, a.sniffed_type, a.reason, a.attempts,
                a.next_attempt_at, c.id, COALESCE(d.inbox, c.inbox), m.received_at
            FROM attachments a
            JOIN messages m ON m.id = a.message_id
            JOIN conversations c ON c.id = m.conversation_id
            LEFT JOIN deliveries d ON d.id = m.delivery_id
            WHERE a.state = '\(state.rawValue)' AND (a.message_id, a.position) < (?, ?)
            ORDER BY a.message_id DESC, a.position DESC LIMIT ?
            """,
            [
                .int(before?.message.rawValue ?? .max), .int(Int64(before?.position ?? 0)), .int(Int64(limit)),
            ]
        ) { row in
            let position = Int(row.int(1))
            let declared = JSONText.attachments(from: row.optionalText(2))
            return ListedAttachment(
                message: MessageID(row.int(0)), position: position,
                declared: declared.indices.contains(position) ? declared[position] : nil,
                size: row.optionalInt(3), sniffedType: row.optionalText(4), reason: row.optionalText(5),
                attempts: Int(row.int(6)), nextAttemptAt: row.optionalInt(7).map(Instant.init(milliseconds:)),
                conversation: ConversationID(row.int(8)), inbox: row.text(9),
                receivedAt: Instant(milliseconds: row.int(10)))
        }
    }

    /// How many wait, and how many are missing.
    package func counts() throws -> (waiting: Int, missing: Int) {
        func count(_ state: String) throws -> Int {
            try connection.first("SELECT COUNT(*) FROM attachments WHERE state = '\(state)'") { Int($0.int(0)) } ?? 0
        }
        return (try count("waiting"), try count("missing"))
    }
}

/// One attachment that was taken to be fetched.
package struct AttachmentFetch: Sendable, Hashable {
    package var message: MessageID
    package var position: Int
    package var conversation: ConversationID
    /// That of the delivery which brought it: the conversation may have begun in another.
    package var inbox: String
    /// This attempt included.
    package var attempts: Int
}

/// One attachment with what is known of it.
package struct ListedAttachment: Sendable, Hashable {
    package var message: MessageID
    package var position: Int
    /// What the sender says of it.
    package var declared: Attachment?
    package var size: Int64?
    package var sniffedType: String?
    package var reason: String?
    package var attempts: Int
    package var nextAttemptAt: Instant?
    package var conversation: ConversationID
    package var inbox: String
    package var receivedAt: Instant
}
