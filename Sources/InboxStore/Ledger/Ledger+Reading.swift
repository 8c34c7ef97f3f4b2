package import InboxDomain

extension Ledger {
    /// The oldest deliveries that are pending and newer than `cursor`, oldest first, with their content.
    ///
    /// At most `limit`; fewer where their bodies are large (`pendingBytes`), but one if there is any.
    package func pending(after cursor: DeliveryID?, limit: Int) async throws -> [StoredDelivery] {
        let found = try await engine.read { connection in
            var found: [Content] = []
            var bytes = 0
            try connection.forEachRow(
                """
                SELECT \(Self.contentColumns) FROM deliveries d LEFT JOIN delivery_bodies b ON b.id = d.id
                WHERE d.state = 'pending' AND d.id > ? ORDER BY d.id LIMIT ?
                """, [.int(cursor?.rawValue ?? 0), .int(Int64(limit))]
            ) { row in
                let size = Int(row.int(4))
                if !found.isEmpty && bytes + size > Self.pendingBytes { return false }
                bytes += size
                found.append(try Self.content(row))
                return true
            }
            return found
        }
        var deliveries: [StoredDelivery] = []
        deliveries.reserveCapacity(found.count)
        for content in found { deliveries.append(try await loaded(content)) }
        return deliveries
    }

    /// One delivery with its content; nil where there is none of that id.
    package func body(of id: DeliveryID) async throws -> StoredDelivery? {
        let found = try await engine.read { connection in
            try connection.first(
                """
                SELECT \(Self.contentColumns) FROM deliveries d LEFT JOIN delivery_bodies b ON b.id = d.id
                WHERE d.id = ?
                """, [.int(id.rawValue)], Self.content)
        }
        guard let found else { return nil }
        return try await loaded(found)
    }

    package func find(_ id: DeliveryID) async throws -> DeliveryRecord? {
        try await engine.read { connection in
            try connection.first(
                "SELECT \(Self.recordColumns) FROM deliveries WHERE id = ?", [.int(id.rawValue)], Self.record)
        }
    }

    /// Deliveries of an inbox, a state, or both, the newest first; `before` is the last id of the page before.
    ///
    /// Quick for what is pending or quarantined. Otherwise it goes through all newer deliveries to find them.
    package func list(
        inbox: String? = nil, state: DeliveryState? = nil, before: DeliveryID? = nil, limit: Int
    ) async throws -> [DeliveryRecord] {
        var conditions = ["id < ?"]
        var arguments: [SQLValue] = [.int(before?.rawValue ?? .max)]
        // The state stands in the text, so that the partial index of that state can be used.
        if let state { conditions.append("state = '\(state.rawValue)'") }
        if let inbox {
            conditions.append("inbox = ?")
            arguments.append(.text(inbox))
        }
        let sql = """
            SELECT \(Self.recordColumns) FROM deliveries WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id DESC LIMIT ?
            """
        return try await engine.read { [arguments] connection in
            try connection.rows(sql, arguments + [.int(Int64(limit))], Self.record)
        }
    }

    /// How many deliveries each inbox has in each state. Goes through the whole ledger.
    package func counts() async throws -> [String: DeliveryCounts] {
        try await engine.read { connection in
            var counts: [String: DeliveryCounts] = [:]
            try connection.forEachRow("SELECT inbox, state, COUNT(*) FROM deliveries GROUP BY inbox, state", []) {
                row in
                counts[row.text(0), default: DeliveryCounts()][try Self.state(row.text(1))] = Int(row.int(2))
                return true
            }
            return counts
        }
    }

    /// Holds everything in the ledger against what must be so: no accepted delivery is missing, each is in one known
    /// state, its body or blob is there and whole, and the message that it became exists.
    ///
    /// One snapshot, whatever is accepted meanwhile; the journal grows until it ends. Reads the whole ledger.
    package func check() async throws -> LedgerReport {
        try await engine.read { [blobs] connection in
            var check = LedgerCheck(connection, blobs: blobs)
            return try check.run()
        }
    }

    // MARK: - Rows

    private struct Content: Sendable {
        var delivery: StoredDelivery
        var blob: String?
    }

    private static let contentColumns =
        "d.id, d.inbox, d.received_at, d.state, d.size, b.method, b.subpath, b.query, b.headers, b.body, b.blob"

    private static let recordColumns =
        "id, inbox, received_at, state, reason, detail, size, attempts, settled_at, message_id, conversation_id"

    private static func content(_ row: any SQLRow) throws -> Content {
        var delivery = StoredDelivery(
            id: DeliveryID(row.int(0)), inbox: row.text(1), receivedAt: Instant(milliseconds: row.int(2)),
            state: try state(row.text(3)), method: row.text(5), subpath: row.text(6), query: row.text(7),
            headers: HeaderText.decode(row.text(8)), body: row.blob(9))
        let blob = row.optionalText(10)
        if row.isNull(9) && blob == nil { delivery.bodyProblem = "the row that held it is missing" }
        return Content(delivery: delivery, blob: blob)
    }

    private static func record(_ row: any SQLRow) throws -> DeliveryRecord {
        DeliveryRecord(
            id: DeliveryID(row.int(0)), inbox: row.text(1), receivedAt: Instant(milliseconds: row.int(2)),
            state: try state(row.text(3)), reason: row.optionalText(4), detail: row.optionalText(5),
            size: Int(row.int(6)), attempts: Int(row.int(7)),
            settledAt: row.optionalInt(8).map(Instant.init(milliseconds:)),
            message: row.optionalInt(9).map(MessageID.init),
            conversation: row.optionalInt(10).map(ConversationID.init))
    }

    private static func state(_ word: String) throws(StoreError) -> DeliveryState {
        guard let state = DeliveryState(rawValue: word) else { throw .corrupt("“\(word)” is no state of a delivery") }
        return state
    }

    private func loaded(_ content: Content) async throws -> StoredDelivery {
        guard let blob = content.blob else { return content.delivery }
        var delivery = content.delivery
        do {
            guard let id = BlobID(blob) else { throw StoreError.corrupt("“\(blob)” names no blob") }
            delivery.body = try await blobs.get(id)
        } catch StoreError.corrupt(let problem) {
            delivery.bodyProblem = problem
        }
        return delivery
    }
}
