/// The ledger's tables.
///
/// A delivery is a small row that changes as it is settled, and a large one that never does: settling rewrites few
/// bytes. Both have the same growing id, so that accepting writes to the right edge of two trees, and of one index that
/// holds what is pending only. `AUTOINCREMENT` never gives an id twice, and its counter is part of the transaction: a
/// missing id is a lost row.
package enum LedgerSchema {
    package static let statements = [
        """
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            inbox TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            size INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            detail TEXT,
            settled_at INTEGER,
            message_id INTEGER,
            conversation_id INTEGER
        ) STRICT
        """,
        "CREATE INDEX deliveries_pending ON deliveries (id) WHERE state = 'pending'",
        "CREATE INDEX deliveries_quarantined ON deliveries (inbox, id) WHERE state = 'quarantined'",
        """
        CREATE TABLE delivery_bodies (
            id INTEGER PRIMARY KEY,
            method TEXT NOT NULL,
            subpath TEXT NOT NULL,
            query TEXT NOT NULL,
            headers TEXT NOT NULL,
            body BLOB,
            blob TEXT
        ) STRICT
        """,
    ]
}
