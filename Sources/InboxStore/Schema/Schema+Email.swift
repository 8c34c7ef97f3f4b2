/// What threading, bounces and automatic replies look things up in.
extension Schema {
    static let email =
        [
            "ALTER TABLE messages ADD COLUMN is_automatic INTEGER NOT NULL DEFAULT 0"
        ] + mail + addresses

    private static let mail = [
        // What mail has beyond the message. `people`: of an inbound one whom it named besides us, of ours its To and Cc.
        """
        CREATE TABLE mails (
            message_id INTEGER PRIMARY KEY,
            conversation_id INTEGER NOT NULL,
            mail_id TEXT,
            people TEXT NOT NULL,
            unreached TEXT
        ) STRICT
        """,
        "CREATE INDEX mails_by_conversation ON mails (conversation_id, message_id)",
        // The key is a digest of the Message-ID: those are long.
        """
        CREATE TABLE mail_ids (
            key BLOB NOT NULL,
            inbox TEXT NOT NULL,
            message_id INTEGER NOT NULL,
            conversation_id INTEGER NOT NULL,
            PRIMARY KEY (key, inbox)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE participants (
            conversation_id INTEGER NOT NULL,
            address TEXT NOT NULL,
            name TEXT,
            joined_at INTEGER NOT NULL,
            PRIMARY KEY (conversation_id, address)
        ) STRICT, WITHOUT ROWID
        """,
        // Every subject under which the conversation went, normalized.
        """
        CREATE TABLE conversation_subjects (
            conversation_id INTEGER NOT NULL,
            subject TEXT NOT NULL,
            PRIMARY KEY (conversation_id, subject)
        ) STRICT, WITHOUT ROWID
        """,
        // Further inboxes that the same mail came to.
        """
        CREATE TABLE conversation_inboxes (
            conversation_id INTEGER NOT NULL,
            inbox TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (conversation_id, inbox)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE thread_decisions (
            delivery_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            conversation_id INTEGER NOT NULL,
            rule TEXT NOT NULL,
            outcome TEXT NOT NULL,
            linked_to INTEGER,
            steps TEXT NOT NULL,
            PRIMARY KEY (delivery_id, message_id)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    private static let addresses = [
        """
        CREATE TABLE undeliverable_addresses (
            address TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            reason TEXT NOT NULL,
            message_id INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        // The brakes of automatic replies count these rows; older ones than the widest window are removed.
        """
        CREATE TABLE automatic_sends (
            address TEXT NOT NULL,
            at INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            PRIMARY KEY (address, at, message_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE generated_keys (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
