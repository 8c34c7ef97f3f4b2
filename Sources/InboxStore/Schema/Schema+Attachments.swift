extension Schema {
    /// What became of each attachment of a message: its content in a blob, still to be fetched, or missing for a reason.
    ///
    /// `position` counts from 0 in the order of the message's own list, which keeps what the sender declared.
    static let attachments = [
        """
        CREATE TABLE attachments (
            message_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            state TEXT NOT NULL,
            blob_id TEXT,
            size INTEGER,
            sniffed_type TEXT,
            reason TEXT,
            attempts INTEGER NOT NULL,
            next_attempt_at INTEGER,
            PRIMARY KEY (message_id, position)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE INDEX attachments_by_next_attempt ON attachments (next_attempt_at) WHERE state = 'waiting'
        """,
        """
        CREATE INDEX attachments_missing ON attachments (message_id, position) WHERE state = 'missing'
        """,
    ]
}
