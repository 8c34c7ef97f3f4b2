/// Calls of webhooks that wait to be made, how each webhook answered last, and up to which event the history was told.
/// Ids of calls are never given twice, so that a receiver can tell a repeated call from a new one.
extension Schema {
    static let webhooks = [
        """
        CREATE TABLE webhook_calls (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            webhook TEXT NOT NULL,
            type TEXT NOT NULL,
            conversation_id INTEGER,
            queued_at INTEGER NOT NULL,
            body TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            next_attempt_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX webhook_calls_by_webhook ON webhook_calls (webhook, id)",
        """
        CREATE TABLE webhook_states (
            webhook TEXT PRIMARY KEY,
            answer TEXT NOT NULL,
            is_good INTEGER NOT NULL,
            answered_at INTEGER NOT NULL,
            disabled_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE webhook_feed (
            last_event INTEGER NOT NULL
        ) STRICT
        """,
        // Which steps of the policies before fired in a run: steps may lead back to a policy that was left.
        "ALTER TABLE clocks ADD COLUMN fired_before TEXT",
    ]
}
