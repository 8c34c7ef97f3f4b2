package import InboxDomain

/// The parts of long messages that wait for the others.
package struct MessageParts {
    /// One part as it was stored.
    package struct Part: Sendable {
        package var number: Int
        package var delivery: DeliveryID
        /// The event's text form.
        package var event: String
        package var receivedAt: Instant

        package init(number: Int, delivery: DeliveryID, event: String, receivedAt: Instant) {
            self.number = number
            self.delivery = delivery
            self.event = event
            self.receivedAt = receivedAt
        }
    }

    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Keeps a part; one of that number that is there already stays.
    package func keep(_ part: Part, inbox: String, group: String, until expiry: Instant) throws {
        try connection.execute(
            """
            INSERT INTO message_parts (inbox, part_group, number, delivery_id, event, received_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (inbox, part_group, number) DO NOTHING
            """,
            [
                .text(inbox), .text(group), .int(Int64(part.number)), .int(part.delivery.rawValue), .text(part.event),
                .int(part.receivedAt.milliseconds), .int(expiry.milliseconds),
            ])
    }

    /// Those of a group, by their numbers.
    package func group(_ group: String, inbox: String) throws -> [Part] {
        try connection.rows(
            """
            SELECT number, delivery_id, event, received_at FROM message_parts
            WHERE inbox = ? AND part_group = ? ORDER BY number
            """, [.text(inbox), .text(group)]
        ) { row in
            Part(
                number: Int(row.int(0)), delivery: DeliveryID(row.int(1)), event: row.text(2),
                receivedAt: Instant(milliseconds: row.int(3)))
        }
    }

    package func remove(_ group: String, inbox: String) throws {
        try connection.execute(
            "DELETE FROM message_parts WHERE inbox = ? AND part_group = ?", [.text(inbox), .text(group)])
    }

    /// Lets a group wait longer.
    package func postpone(_ group: String, inbox: String, until expiry: Instant) throws {
        try connection.execute(
            "UPDATE message_parts SET expires_at = ? WHERE inbox = ? AND part_group = ?",
            [.int(expiry.milliseconds), .text(inbox), .text(group)])
    }

    /// The next instant at which a group has waited long enough; nil where none waits.
    package func nextExpiry() throws -> Instant? {
        try connection.first("SELECT MIN(expires_at) FROM message_parts") { $0.optionalInt(0) }?
            .map(Instant.init(milliseconds:))
    }

    /// Groups that have waited long enough, at most 100.
    package func expired(at now: Instant) throws -> [(inbox: String, group: String)] {
        try connection.rows(
            "SELECT DISTINCT inbox, part_group FROM message_parts WHERE expires_at <= ? LIMIT 100",
            [.int(now.milliseconds)]
        ) { (inbox: $0.text(0), group: $0.text(1)) }
    }
}
