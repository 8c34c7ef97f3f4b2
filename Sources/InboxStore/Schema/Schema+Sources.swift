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
        "CREATE INDEX delivery_keys_by_delivery ON delivery_keys (delivery_id)",
    ]
}
