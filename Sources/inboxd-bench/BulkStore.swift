import InboxStore

/// Fills a store with conversations as the engine leaves them, in a few statements: the rows, indexes and random keys of
/// as many messages, without the hour that it would take to process them.
struct BulkStore {
    let engine: SQLiteEngine

    private static let step = 50_000

    func grow(to last: Int, from first: Int) async throws {
        var next = first
        while next <= last {
            let end = min(next + Self.step - 1, last)
            let range = [SQLValue.int(Int64(next)), .int(Int64(end))]
            try await engine.write(.work) { connection in
                for statement in Self.statements {
                    try connection.execute(Self.numbers + statement, range)
                }
            }
            next = end + 1
        }
    }

    private static let numbers = "WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?) "

    private static let statements = [
        """
        INSERT INTO contacts (name, phone, created_at)
        SELECT 'Customer ' || i, '+4917' || printf('%08d', i), 1772000000000 FROM n
        """,
        """
        INSERT INTO identities (contact_id, channel, address)
        SELECT (SELECT MAX(id) FROM contacts) - (SELECT MAX(i) FROM n) + i, 'whatsapp', '4917' || printf('%08d', i)
        FROM n
        """,
        """
        INSERT INTO conversations (inbox, channel, contact_id, address, thread_key, queue, status, is_active, priority,
            sla_policy, sla_version, tags, skills, created_at, last_message_at, last_inbound_at, waiting_since, next_due_at,
            next_timer_at, message_count)
        SELECT 'whatsapp', 'whatsapp', (SELECT MAX(id) FROM contacts) - (SELECT MAX(i) FROM n) + i,
            '4917' || printf('%08d', i), '4917' || printf('%08d', i), 'support', 'open', 1, 'normal', 'standard',
            (SELECT MAX(id) FROM policy_versions WHERE policy = 'standard'), '', '', 1772000000000, 1772000000000, 1772000000000, 1772000000000, 4000000000000 + i * 137 % 9999991,
            4000000000000 + i * 137 % 9999991, 1 FROM n
        """,
        """
        INSERT INTO threads (inbox, thread_key, conversation_id)
        SELECT 'whatsapp', '4917' || printf('%08d', i),
            (SELECT MAX(id) FROM conversations) - (SELECT MAX(i) FROM n) + i FROM n
        """,
        """
        INSERT INTO clocks (conversation_id, kind, run, policy, target_working, target_later, allowance, state,
            started_at, used_working, used_real, since, paused_total, due_at, fired_steps, timer_at)
        SELECT (SELECT MAX(id) FROM conversations) - (SELECT MAX(i) FROM n) + i, 'first_response', 1, 'standard',
            14400000, 0, 0, 'running', 1772000000000, 0, 0, 1772000000000, 0, 4000000000000 + i * 137 % 9999991, 0,
            4000000000000 + i * 137 % 9999991 FROM n
        """,
        """
        INSERT INTO clocks (conversation_id, kind, run, policy, target_working, target_later, allowance, state,
            started_at, used_working, used_real, since, paused_total, due_at, fired_steps, timer_at)
        SELECT (SELECT MAX(id) FROM conversations) - (SELECT MAX(i) FROM n) + i, 'resolution', 1, 'standard',
            144000000, 0, 0, 'running', 1772000000000, 0, 0, 1772000000000, 0, 4900000000000, 0, 4900000000000 FROM n
        """,
        """
        INSERT INTO messages (conversation_id, direction, provider_id, author, sent_at, received_at, text)
        SELECT (SELECT MAX(id) FROM conversations) - (SELECT MAX(i) FROM n) + i, 'inbound',
            'wamid.' || hex(randomblob(16)), '4917' || printf('%08d', i), 1772000000000, 1772000000000,
            hex(randomblob(200)) FROM n
        """,
        """
        INSERT INTO event_keys (key, message_id)
        SELECT randomblob(16), (SELECT MAX(id) FROM messages) - (SELECT MAX(i) FROM n) + i FROM n
        """,
        """
        INSERT INTO events (at, type, conversation_id, data)
        SELECT 1772000000000, 'conversation.created', (SELECT MAX(id) FROM conversations) - (SELECT MAX(i) FROM n) + i,
            '{"queue":"support","priority":"normal","policy":"standard","route":["bench.yaml:43:1"]}' FROM n
        """,
        """
        INSERT INTO events (at, type, conversation_id, message_id)
        SELECT 1772000000000, 'message.received', (SELECT MAX(id) FROM conversations) - (SELECT MAX(i) FROM n) + i,
            (SELECT MAX(id) FROM messages) - (SELECT MAX(i) FROM n) + i FROM n
        """,
    ]
}
