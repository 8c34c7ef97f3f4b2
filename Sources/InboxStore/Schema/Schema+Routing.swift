/// What routing and assignment keep: pauses of queues, capacities set at run time, whom a contact spoke to, since when an
/// agent has a conversation; and the indexes by which waiting work and an agent's load are found.
extension Schema {
    static let routing = [
        """
        CREATE TABLE queue_pauses (
            queue TEXT PRIMARY KEY,
            reason TEXT NOT NULL,
            actor TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        "ALTER TABLE agent_states ADD COLUMN capacity INTEGER",
        "ALTER TABLE contacts ADD COLUMN last_agent TEXT",
        "ALTER TABLE conversations ADD COLUMN held_since INTEGER",
        """
        CREATE INDEX conversations_waiting ON conversations (queue, next_due_at, id)
        WHERE is_active = 1 AND status = 'open' AND assignee IS NULL
        """,
        "DROP INDEX conversations_by_assignee",
        """
        CREATE INDEX conversations_by_assignee ON conversations (assignee, is_active, channel)
        WHERE is_active = 1 AND assignee IS NOT NULL
        """,
    ]
}
