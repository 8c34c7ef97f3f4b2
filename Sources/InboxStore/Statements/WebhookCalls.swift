package import InboxDomain

/// Calls of webhooks that wait to be made. A call is gone once it was taken, or given up.
package struct WebhookCalls {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Puts a call behind those that wait already. `body` is sent as it is, at each attempt.
    package func queue(
        _ type: String, for webhook: String, conversation: ConversationID?, body: String, at: Instant
    ) throws {
        try connection.execute(
            """
            INSERT INTO webhook_calls (webhook, type, conversation_id, queued_at, body, attempts)
            VALUES (?, ?, ?, ?, ?, 0)
            """,
            [
                .text(webhook), .text(type), .optional(conversation?.rawValue), .int(at.milliseconds), .text(body),
            ])
    }

    private static let columns = "id, webhook, type, conversation_id, queued_at, body, attempts, next_attempt_at"

    /// The oldest call of a webhook: the one to be made next.
    package func first(of webhook: String) throws -> WebhookCall? {
        try connection.first(
            "SELECT \(Self.columns) FROM webhook_calls WHERE webhook = ? ORDER BY id LIMIT 1", [.text(webhook)],
            Self.read)
    }

    /// The highest id of a call that waits, or 0: greater than before once a call was queued since.
    package func lastID() throws -> Int64 {
        try connection.first("SELECT MAX(id) FROM webhook_calls") { $0.int(0) } ?? 0
    }

    /// Whatever waits, by webhook, those that left the configuration among them.
    package func waiting() throws -> [WaitingCalls] {
        try connection.rows(
            """
            SELECT w.webhook, w.calls, c.queued_at, c.attempts, c.next_attempt_at
            FROM (SELECT webhook, COUNT(*) AS calls, MIN(id) AS first FROM webhook_calls GROUP BY webhook) w
            JOIN webhook_calls c ON c.id = w.first ORDER BY w.webhook
            """
        ) {
            WaitingCalls(
                webhook: $0.text(0), count: Int($0.int(1)), oldestAt: Instant(milliseconds: $0.int(2)),
                attempts: Int($0.int(3)), nextAttemptAt: $0.optionalInt(4).map { Instant(milliseconds: $0) })
        }
    }

    /// Ends a call.
    package func remove(_ id: Int64) throws {
        try connection.execute("DELETE FROM webhook_calls WHERE id = ?", [.int(id)])
    }

    /// Counts an attempt, and puts the call off until `next`; nil for no longer than something else holds it up.
    package func retry(_ id: Int64, at next: Instant?) throws {
        try connection.execute(
            "UPDATE webhook_calls SET attempts = attempts + 1, next_attempt_at = ? WHERE id = ?",
            [.optional(next?.milliseconds), .int(id)])
    }

    /// Takes back that the calls of a webhook were put off.
    package func retryAtOnce(_ webhook: String) throws {
        try connection.execute(
            "UPDATE webhook_calls SET next_attempt_at = NULL WHERE webhook = ? AND next_attempt_at IS NOT NULL",
            [.text(webhook)])
    }

    /// Ends up to `limit` of a webhook's oldest calls, as far as they wait since `latest` or longer, and returns them.
    package func expire(_ webhook: String, queuedBy latest: Instant, limit: Int) throws -> [WebhookCall] {
        let oldest = try connection.rows(
            "SELECT \(Self.columns) FROM webhook_calls WHERE webhook = ? ORDER BY id LIMIT ?",
            [.text(webhook), .int(Int64(limit))], Self.read)
        let expired = oldest.prefix { $0.queuedAt <= latest }
        for call in expired { try remove(call.id) }
        return Array(expired)
    }

    private static func read(_ row: any SQLRow) -> WebhookCall {
        WebhookCall(
            id: row.int(0), webhook: row.text(1), type: row.text(2),
            conversation: row.optionalInt(3).map(ConversationID.init), queuedAt: Instant(milliseconds: row.int(4)),
            body: row.text(5), attempts: Int(row.int(6)),
            nextAttemptAt: row.optionalInt(7).map { Instant(milliseconds: $0) })
    }
}

/// One call that waits.
package struct WebhookCall: Sendable, Hashable {
    package var id: Int64
    package var webhook: String
    package var type: String
    package var conversation: ConversationID?
    package var queuedAt: Instant
    package var body: String
    /// Made so far.
    package var attempts: Int
    /// Nil where nothing puts it off.
    package var nextAttemptAt: Instant?

    /// What the receiver knows it by: the same at every attempt, and never another call's.
    package var key: String { "inboxd-\(queuedAt.milliseconds)-\(id)" }
}

/// The calls of one webhook: how many, and how the oldest stands.
package struct WaitingCalls: Sendable, Hashable {
    package var webhook: String
    package var count: Int
    package var oldestAt: Instant
    package var attempts: Int
    package var nextAttemptAt: Instant?
}
