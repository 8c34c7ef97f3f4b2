package import InboxDomain

/// Where the source of an inbox stands, as the source itself writes it.
package struct SourceCursor: Sendable, Hashable {
    package var inbox: String
    package var text: String

    package init(inbox: String, text: String) {
        self.inbox = inbox
        self.text = text
    }
}

/// What came in by a source, several at a time.
extension Ledger {
    /// Stores deliveries as pending, in this order, and the cursor with them: all of it, or nothing. Returns their ids
    /// once they are durable.
    ///
    /// One whose key the inbox has already is not stored again; its id is that of the first.
    package func append(_ deliveries: [NewDelivery], cursor: SourceCursor? = nil) async throws -> [DeliveryID] {
        var rows: [(row: Row, inbox: String, key: String?, at: Int64)] = []
        rows.reserveCapacity(deliveries.count)
        for delivery in deliveries {
            rows.append(
                (try await row(delivery), delivery.inbox, delivery.key, delivery.receivedAt.milliseconds))
        }
        return try await engine.write(.intake) { [rows] connection in
            var ids: [DeliveryID] = []
            ids.reserveCapacity(rows.count)
            for (row, inbox, key, _) in rows {
                if let key, let id = try Self.delivery(of: key, inbox: inbox, connection) {
                    ids.append(id)
                    continue
                }
                let id = try Self.insert(row, connection)
                if let key {
                    try connection.execute(
                        "INSERT INTO delivery_keys (inbox, key, delivery_id) VALUES (?, ?, ?)",
                        [.text(inbox), .text(key), .int(id.rawValue)])
                }
                ids.append(id)
            }
            if let cursor {
                try connection.execute(
                    """
                    INSERT INTO source_cursors (inbox, cursor, updated_at) VALUES (?, ?, ?)
                    ON CONFLICT (inbox) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at
                    """, [.text(cursor.inbox), .text(cursor.text), .int(rows.last?.at ?? 0)])
            }
            return ids
        }
    }

    /// The cursor that the source of an inbox stored last.
    package func cursor(of inbox: String) async throws -> String? {
        try await engine.read { connection in
            try connection.first("SELECT cursor FROM source_cursors WHERE inbox = ?", [.text(inbox)]) { $0.text(0) }
        }
    }

    /// Which of these keys an inbox has.
    package func known(_ keys: [String], inbox: String) async throws -> Set<String> {
        try await engine.read { connection in
            var known: Set<String> = []
            for key in keys where try Self.delivery(of: key, inbox: inbox, connection) != nil { known.insert(key) }
            return known
        }
    }

    /// What the source called a delivery; nil where it has no name there.
    package func key(of id: DeliveryID, inbox: String) async throws -> String? {
        try await engine.read { connection in
            try connection.first(
                "SELECT key FROM delivery_keys WHERE delivery_id = ? AND inbox = ?", [.int(id.rawValue), .text(inbox)]
            ) { $0.text(0) }
        }
    }

    private static func delivery(
        of key: String, inbox: String, _ connection: any SQLConnection
    ) throws -> DeliveryID? {
        try connection.first(
            "SELECT delivery_id FROM delivery_keys WHERE inbox = ? AND key = ?", [.text(inbox), .text(key)]
        ) { DeliveryID($0.int(0)) }
    }
}
