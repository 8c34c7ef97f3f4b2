/// The tables of the store, as numbered migrations.
///
/// Identifiers grow with time and secondary indexes are few: an insert should touch the right edge of a tree, not a
/// random page of it. Times are UTC milliseconds. `next_due_at` is never NULL, so that one index gives the order of a
/// queue: conversations without a running deadline have `Instant.distantFuture` and come last.
package enum Schema {
    package static let migrations: [Migration] = [
        Migration(1, "ledger", LedgerSchema.statements),
        Migration(2, "conversations", conversations + messages + clocks),
        Migration(3, "work", outbox + operators),
        Migration(4, "sources", sources),
        Migration(5, "email", email),
        Migration(6, "attachments", attachments),
        Migration(7, "routing", routing),
        Migration(8, "policies", policies),
        Migration(9, "webhooks", webhooks),
        Migration(10, "send_progress", sendProgress),
        Migration(11, "unsure_sends", unsureSends),
        Migration(12, "quotes", quotes),
    ]

    private static let conversations = [
        """
        CREATE TABLE contacts (
            id INTEGER PRIMARY KEY,
            name TEXT, email TEXT, phone TEXT, locale TEXT,
            attributes TEXT,
            created_at INTEGER NOT NULL,
            blocked_at INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE identities (
            id INTEGER PRIMARY KEY,
            contact_id INTEGER NOT NULL,
            channel TEXT NOT NULL,
            address TEXT NOT NULL,
            UNIQUE (channel, address)
        ) STRICT
        """,
        """
        CREATE TABLE conversations (
            id INTEGER PRIMARY KEY,
            inbox TEXT NOT NULL,
            channel TEXT NOT NULL,
            contact_id INTEGER NOT NULL,
            address TEXT NOT NULL,
            thread_key TEXT NOT NULL,
            queue TEXT NOT NULL,
            status TEXT NOT NULL,
            is_active INTEGER NOT NULL,
            priority TEXT NOT NULL,
            assignee TEXT,
            sla_policy TEXT,
            subject TEXT,
            tags TEXT NOT NULL,
            skills TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_message_at INTEGER NOT NULL,
            last_inbound_at INTEGER,
            first_responded_at INTEGER,
            waiting_since INTEGER,
            snoozed_until INTEGER,
            resolved_at INTEGER,
            next_due_at INTEGER NOT NULL,
            next_timer_at INTEGER,
            previous_id INTEGER,
            message_count INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX conversations_by_queue ON conversations (queue, next_due_at, id) WHERE is_active = 1",
        "CREATE INDEX conversations_by_timer ON conversations (next_timer_at) WHERE next_timer_at IS NOT NULL",
        """
        CREATE INDEX conversations_by_assignee ON conversations (assignee, id)
        WHERE is_active = 1 AND assignee IS NOT NULL
        """,
        "CREATE INDEX conversations_by_contact ON conversations (contact_id, id)",
        """
        CREATE TABLE threads (
            inbox TEXT NOT NULL,
            thread_key TEXT NOT NULL,
            conversation_id INTEGER NOT NULL,
            PRIMARY KEY (inbox, thread_key)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    private static let messages = [
        """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            conversation_id INTEGER NOT NULL,
            direction TEXT NOT NULL,
            provider_id TEXT,
            author TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            text TEXT NOT NULL,
            html TEXT,
            subject TEXT,
            reply_to TEXT,
            attachments TEXT,
            delivery_id INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE event_keys (
            key BLOB PRIMARY KEY,
            message_id INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE waiting_effects (
            key BLOB NOT NULL,
            id INTEGER NOT NULL,
            delivery_id INTEGER NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (key, id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            type TEXT NOT NULL,
            conversation_id INTEGER,
            message_id INTEGER,
            actor TEXT,
            data TEXT
        ) STRICT
        """,
        "CREATE INDEX events_by_conversation ON events (conversation_id, id) WHERE conversation_id IS NOT NULL",
    ]

    private static let clocks = [
        """
        CREATE TABLE clocks (
            conversation_id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            run INTEGER NOT NULL,
            policy TEXT NOT NULL,
            target_working INTEGER,
            target_real INTEGER,
            target_later INTEGER NOT NULL,
            allowance INTEGER NOT NULL,
            state TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            used_working INTEGER NOT NULL,
            used_real INTEGER NOT NULL,
            since INTEGER NOT NULL,
            paused_total INTEGER NOT NULL,
            due_at INTEGER,
            stopped_at INTEGER,
            breached_at INTEGER,
            fired_steps INTEGER NOT NULL,
            timer_at INTEGER,
            PRIMARY KEY (conversation_id, kind, run)
        ) STRICT, WITHOUT ROWID
        """
    ]

    private static let outbox = [
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            conversation_id INTEGER NOT NULL,
            inbox TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            queued_at INTEGER NOT NULL,
            next_attempt_at INTEGER,
            settled_at INTEGER,
            error_code TEXT,
            error_detail TEXT
        ) STRICT
        """,
        "CREATE INDEX outbox_by_attempt ON outbox (next_attempt_at, id) WHERE state = 'queued'",
        "CREATE INDEX outbox_unsettled ON outbox (conversation_id, id) WHERE state IN ('queued', 'sending')",
    ]

    /// How far a message has got that becomes several at the provider: the JSON of its `SendProgress`.
    private static let sendProgress = ["ALTER TABLE outbox ADD COLUMN progress TEXT"]

    /// When the first request was made that may have reached the provider, though no answer said so.
    private static let unsureSends = ["ALTER TABLE outbox ADD COLUMN unsure_since INTEGER"]

    /// By what a provider lets a message be quoted, where its id does not do. Few channels have any.
    private static let quotes = ["CREATE TABLE quotes (message_id INTEGER PRIMARY KEY, quote TEXT NOT NULL) STRICT"]

    private static let operators = [
        """
        CREATE TABLE overrides (
            id INTEGER PRIMARY KEY,
            queue TEXT NOT NULL,
            redirect_to TEXT NOT NULL,
            reason TEXT NOT NULL,
            actor TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            removed_at INTEGER
        ) STRICT
        """,
        "CREATE UNIQUE INDEX overrides_in_force ON overrides (queue) WHERE removed_at IS NULL",
        """
        CREATE TABLE agent_states (
            agent TEXT PRIMARY KEY,
            available INTEGER NOT NULL,
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE queue_states (
            queue TEXT PRIMARY KEY,
            last_assigned TEXT
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            user TEXT NOT NULL,
            uid INTEGER NOT NULL,
            gid INTEGER NOT NULL,
            role TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT
        ) STRICT
        """,
    ]
}
