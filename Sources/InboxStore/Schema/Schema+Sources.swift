/// What sources need to go on where they were: their cursors, and which of their finds the ledger has.
extension Schema {
    static let sources = [
        """
        CREATE TABLE source_cursors (
            inbox TEXT PRIMARY KEY,
            cursor TEXT NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE delivery_keys (
            inbox TEXT NOT NULL,
            key TEXT NOT NULL,
            delivery_id INTEGER NOT NULL,
            PRIMARY KEY (inbox, key)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE message_parts (
            inbox TEXT NOT NULL,
            part_group TEXT NOT NULL,
            number INTEGER NOT NULL,
            delivery_id INTEGER NOT NULL,
            event TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (inbox, part_group, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX message_parts_by_expiry ON message_parts (expires_at)",
        "CREATE INDEX delivery_keys_by_delivery ON delivery_keys (delivery_id)",
    ]
}
