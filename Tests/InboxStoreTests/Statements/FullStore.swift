import InboxStore

/// A store with 100,000 rows in each table that grows.
struct FullStore {
    static let rows = 100_000

    let folder: TemporaryFolder
    let engine: ExplainingEngine

    init() async throws {
        folder = try TemporaryFolder()
        let base = try SQLiteEngine(path: folder.file("inbox.db"))
        _ = try await MigrationRunner(Schema.migrations).run(on: base)
        try await base.write(.work) { connection in
            for statement in Self.statements {
                try connection.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.rows)) "
                        .replacingInsert(statement))
            }
        }
        engine = ExplainingEngine(base)
    }

    private static let statements = [
        """
        INSERT INTO conversations (id, inbox, channel, contact_id, address, thread_key, queue, status, is_active,
            priority, assignee, tags, skills, created_at, last_message_at, next_due_at, next_timer_at, message_count,
            sla_version)
        SELECT i, 'chat', 'chat', i, 'u' || i, 't' || i, 'q' || (i % 10), CASE i % 5 WHEN 0 THEN 'closed' ELSE 'open' END,
            i % 5 <> 0, 'normal', CASE i % 3 WHEN 0 THEN 'a' || (i % 50) END, '', '', i, i, i * 7 % 100003,
            CASE i % 2 WHEN 0 THEN i END, 1, CASE i % 3 WHEN 0 THEN 1 + i % 5 END FROM n
        """,
        "INSERT INTO policy_versions (id, policy, hash, since) SELECT i, 'p' || (i % 1000), '', i FROM n",
        "INSERT INTO threads (inbox, thread_key, conversation_id) SELECT 'chat', 't' || i, i FROM n",
        "INSERT INTO contacts (id, created_at) SELECT i, 0 FROM n",
        "INSERT INTO identities (id, contact_id, channel, address) SELECT i, i, 'chat', 'u' || i FROM n",
        "INSERT INTO event_keys (key, message_id) SELECT CAST(printf('%016d', i) AS BLOB), i FROM n",
        """
        INSERT INTO events (id, at, type, conversation_id, message_id)
        SELECT i, i, 'message.received', 1 + i % 20000, i FROM n
        """,
        """
        INSERT INTO clocks (conversation_id, kind, run, policy, target_working, target_later, allowance, state,
            started_at, used_working, used_real, since, paused_total, fired_steps)
        SELECT 1 + i / 4, CASE i % 2 WHEN 0 THEN 'first_response' ELSE 'next_response' END, 1 + i % 4 / 2, 'p', 1, 0, 0,
            'running', i, 0, 0, i, 0, 0 FROM n
        """,
        """
        INSERT INTO outbox (id, conversation_id, inbox, state, attempts, queued_at, next_attempt_at)
        SELECT i, i, 'chat', CASE i % 10 WHEN 0 THEN 'queued' ELSE 'sent' END, 0, i,
            CASE i % 10 WHEN 0 THEN i END FROM n
        """,
        """
        INSERT INTO messages (id, conversation_id, direction, author, sent_at, received_at, text)
        SELECT i, 1 + i % 20000, 'inbound', 'u', i, i, 'hello' FROM n
        """,
        "INSERT INTO mails (message_id, conversation_id, mail_id, people) SELECT i, 1 + i % 20000, 'm' || i, '' FROM n",
        """
        INSERT INTO mail_ids (key, inbox, message_id, conversation_id)
        SELECT CAST(printf('%016d', i) AS BLOB), 'mail', i, 1 + i % 20000 FROM n
        """,
        """
        INSERT INTO participants (conversation_id, address, joined_at)
        SELECT 1 + i % 20000, i || '@example.com', i FROM n
        """,
        "INSERT INTO conversation_subjects (conversation_id, subject) SELECT 1 + i % 20000, 's' || i FROM n",
        """
        INSERT INTO thread_decisions (delivery_id, message_id, conversation_id, rule, outcome, steps)
        SELECT i, i, 1 + i % 20000, 'none', 'new', '' FROM n
        """,
        "INSERT INTO undeliverable_addresses (address, since, reason) SELECT i || '@example.com', i, '550' FROM n",
        """
        INSERT INTO webhook_calls (id, webhook, type, conversation_id, queued_at, body, attempts)
        SELECT i, 'w' || (i % 5), 'sla.escalation', i, i, '{}', 0 FROM n
        """,
        "INSERT INTO automatic_sends (address, at, message_id) SELECT (i % 1000) || '@example.com', i, i FROM n",
        """
        INSERT INTO attachments (message_id, position, state, attempts, next_attempt_at)
        SELECT i, 0, CASE i % 100 WHEN 0 THEN 'waiting' WHEN 1 THEN 'missing' ELSE 'stored' END, 0,
            CASE WHEN i % 100 = 0 THEN i END
        FROM n
        """,
        """
        INSERT INTO deliveries (id, inbox, received_at, state, size)
        SELECT i, 'chat', i, CASE WHEN i % 1000 = 0 THEN 'pending' ELSE 'processed' END, 0 FROM n
        """,
    ]
}

extension String {
    /// SQLite wants the WITH of an INSERT … SELECT before the SELECT.
    fileprivate func replacingInsert(_ statement: String) -> String {
        guard let select = statement.firstRange(of: "SELECT ") else { return statement }
        return statement[..<select.lowerBound] + self + statement[select.lowerBound...]
    }
}
