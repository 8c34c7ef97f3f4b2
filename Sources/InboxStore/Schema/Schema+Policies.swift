/// What promises were in force when: each policy with its calendar, by content, and the version under which a
/// conversation's clocks were last counted.
extension Schema {
    static let policies: [String] = [
        """
        CREATE TABLE policy_versions (
            id INTEGER PRIMARY KEY,
            policy TEXT NOT NULL,
            hash TEXT NOT NULL,
            rules TEXT,
            since INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX policy_versions_by_policy ON policy_versions (policy, id)",
        "ALTER TABLE conversations ADD COLUMN sla_version INTEGER",
        """
        CREATE INDEX conversations_by_version ON conversations (sla_version, id)
        WHERE is_active = 1 AND sla_version IS NOT NULL
        """,
        """
        CREATE TABLE event_webhooks (
            id INTEGER PRIMARY KEY,
            webhook TEXT NOT NULL,
            conversation_id INTEGER NOT NULL,
            body TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            queued_at INTEGER NOT NULL,
            next_attempt_at INTEGER,
            settled_at INTEGER,
            error TEXT
        ) STRICT
        """,
        "CREATE INDEX event_webhooks_waiting ON event_webhooks (next_attempt_at, id) WHERE state = 'queued'",
    ]
}
