package import InboxDomain

/// Everything that any inbox ever received, whole, and what became of it.
///
/// What is appended is on the disk before `append` returns. A delivery changes its state in the transaction that holds
/// its effects, so that the two never disagree.
package struct Ledger: Sendable {
    /// Bytes of body from which on it is stored in a file beside the database.
    package static let inlineLimit = 256 << 10
    /// Bytes of bodies that `pending` hands out at once, beyond the first delivery.
    package static let pendingBytes = 16 << 20

    let engine: any SQLEngine
    package let blobs: BlobStore

    package init(engine: any SQLEngine, blobs: BlobStore) {
        self.engine = engine
        self.blobs = blobs
    }

    /// Stores a delivery as pending, and returns its id once it is durable. Ids grow in the order of the commits.
    ///
    /// Throws a `StoreError`; then nothing was stored, and the sender must not be acknowledged.
    package func append(_ delivery: NewDelivery) async throws -> DeliveryID {
        let row = try await row(delivery)
        return try await engine.write(.intake) { try Self.insert(row, $0) }
    }

    func row(_ delivery: NewDelivery) async throws -> Row {
        let blob = delivery.body.count > Self.inlineLimit ? try await blobs.put(delivery.body) : nil
        return Row(
            delivery: [
                .text(delivery.inbox), .int(delivery.receivedAt.milliseconds), .int(Int64(delivery.body.count)),
            ],
            content: [
                .text(delivery.method), .text(delivery.subpath), .text(delivery.query),
                .text(HeaderText.encode(delivery.headers)), blob == nil ? .blob(delivery.body) : .null,
                .optional(blob?.description),
            ])
    }

    /// The columns of a delivery, its blob written.
    struct Row: Sendable {
        var delivery: [SQLValue]
        var content: [SQLValue]
    }

    static func insert(_ row: Row, _ connection: any SQLConnection) throws -> DeliveryID {
        let id = try connection.insert(
            "INSERT INTO deliveries (inbox, received_at, state, size) VALUES (?, ?, 'pending', ?)", row.delivery)
        try connection.execute(
            """
            INSERT INTO delivery_bodies (id, method, subpath, query, headers, body, blob)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, [.int(id)] + row.content)
        return DeliveryID(id)
    }

    // MARK: - Inside a transaction

    /// Records what became of a delivery, in the transaction that holds its effects. `at` is when; `message` and
    /// `conversation` are what it became part of.
    package func settle(
        _ connection: any SQLConnection, _ id: DeliveryID, _ state: DeliveryState, reason: String? = nil,
        detail: String? = nil, at instant: Instant, message: MessageID? = nil, conversation: ConversationID? = nil
    ) throws {
        let count = try connection.execute(
            """
            UPDATE deliveries SET state = ?, reason = ?, detail = ?, settled_at = ?, message_id = ?, conversation_id = ?
            WHERE id = ?
            """,
            [
                .text(state.rawValue), .optional(reason), .optional(detail), .int(instant.milliseconds),
                .optional(message?.rawValue), .optional(conversation?.rawValue), .int(id.rawValue),
            ])
        guard count == 1 else { throw StoreError.statement("there is no delivery \(id) to settle") }
    }

    /// Makes a delivery pending again, whatever became of it, to be processed once more. False where there is none.
    ///
    /// The message that it became, if any, stays recorded until it is settled again.
    @discardableResult
    package func requeue(_ connection: any SQLConnection, _ id: DeliveryID) throws -> Bool {
        try connection.execute(
            """
            UPDATE deliveries SET state = 'pending', reason = NULL, detail = NULL, settled_at = NULL,
                attempts = attempts + 1
            WHERE id = ? AND state <> 'pending'
            """, [.int(id.rawValue)]) == 1
    }
}
