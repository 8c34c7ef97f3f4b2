package import InboxDomain

/// What became of the attachments of messages: `position` counts in the order of `Message.attachments`, which keeps what
/// the sender declared.
package struct Attachments {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Adds one row; there is none for that position yet. The blob that it names is durable already.
    package func insert(_ attachment: StoredAttachment, of message: MessageID) throws {
        try connection.execute(
            """
            INSERT INTO attachments (message_id, position, state, blob_id, size, sniffed_type, reason, attempts,
                next_attempt_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .int(message.rawValue), .int(Int64(attachment.position)), .text(attachment.state.rawValue),
                .optional(attachment.blob?.description), .optional(attachment.size),
                .optional(attachment.sniffedType), .optional(attachment.reason), .int(Int64(attachment.attempts)),
                .optional(attachment.nextAttemptAt?.milliseconds),
            ])
    }

    /// The rows of a message, by position. What needs no content (a location, say) has none.
    package func of(_ message: MessageID) throws -> [StoredAttachment] {
        try connection.rows(
            """
            SELECT position, state, blob_id, size, sniffed_type, reason, attempts, next_attempt_at FROM attachments
            WHERE message_id = ? ORDER BY position
            """, [.int(message.rawValue)], Self.read)
    }

    /// The content is in a blob now, durably; nothing is waited for any more.
    package func markStored(
        _ position: Int, of message: MessageID, blob: BlobID, size: Int64, sniffedType: String?
    ) throws {
        try connection.execute(
            """
            UPDATE attachments SET state = 'stored', blob_id = ?, size = ?, sniffed_type = ?, reason = NULL,
                next_attempt_at = NULL
            WHERE message_id = ? AND position = ?
            """,
            [
                .text(blob.description), .int(size), .optional(sniffedType), .int(message.rawValue),
                .int(Int64(position)),
            ])
    }

    /// A row of the columns that `of` asks for, in its order.
    static func read(_ row: any SQLRow) -> StoredAttachment {
        StoredAttachment(
            position: Int(row.int(0)), state: StoredAttachment.State(rawValue: row.text(1)) ?? .missing,
            blob: row.optionalText(2).flatMap(BlobID.init), size: row.optionalInt(3), sniffedType: row.optionalText(4),
            reason: row.optionalText(5), attempts: Int(row.int(6)),
            nextAttemptAt: row.optionalInt(7).map { Instant(milliseconds: $0) })
    }
}

/// One attachment of a message, as far as its content goes.
package struct StoredAttachment: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// Still to be fetched.
        case waiting
        /// In the blob.
        case stored
        /// Not to be had, for `reason`.
        case missing
    }

    package var position: Int
    package var state: State
    /// Of what is stored.
    package var blob: BlobID?
    /// Bytes, counted.
    package var size: Int64?
    /// What the content says it is, where that was looked at: `type/subtype`.
    package var sniffedType: String?
    /// Why it is missing, or why the last attempt failed; safe to show.
    package var reason: String?
    package var attempts: Int
    package var nextAttemptAt: Instant?

    package init(
        position: Int, state: State, blob: BlobID? = nil, size: Int64? = nil, sniffedType: String? = nil,
        reason: String? = nil, attempts: Int = 0, nextAttemptAt: Instant? = nil
    ) {
        self.position = position
        self.state = state
        self.blob = blob
        self.size = size
        self.sniffedType = sniffedType
        self.reason = reason
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
    }
}
