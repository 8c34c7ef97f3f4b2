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
    ]
}
