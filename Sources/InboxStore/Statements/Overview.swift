package import InboxDomain

/// Figures over many conversations: what `queue list`, `status` and the metrics show.
package struct Overview {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// One row for each queue that has active conversations.
    package func queues(at now: Instant) throws -> [QueueFigures] {
        try connection.rows(
            """
            SELECT queue, COUNT(*), SUM(CASE WHEN assignee IS NULL AND status = 'open' THEN 1 ELSE 0 END),
                SUM(CASE WHEN next_due_at < ? THEN 1 ELSE 0 END), MIN(next_due_at), MIN(waiting_since)
            FROM conversations WHERE is_active = 1 GROUP BY queue ORDER BY queue
            """, [.int(now.milliseconds)]
        ) {
            let due = $0.int(4)
            return QueueFigures(
                queue: $0.text(0), active: Int($0.int(1)), unassigned: Int($0.int(2)), overdue: Int($0.int(3)),
                nextDueAt: due == .max ? nil : Instant(milliseconds: due),
                waitingSince: $0.optionalInt(5).map { Instant(milliseconds: $0) })
        }
    }

    /// Active conversations by status.
    package func activeByStatus() throws -> [ConversationStatus: Int] {
        let rows = try connection.rows(
            "SELECT status, COUNT(*) FROM conversations WHERE is_active = 1 GROUP BY status"
        ) { (ConversationStatus(rawValue: $0.text(0)) ?? .open, Int($0.int(1))) }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// Deliveries that are not at their end.
    package func deliveries() throws -> DeliveryFigures {
        let pending = try connection.first(
            "SELECT COUNT(*), MIN(received_at) FROM deliveries WHERE state = 'pending'"
        ) { (Int($0.int(0)), $0.optionalInt(1).map { Instant(milliseconds: $0) }) }
        let quarantined = try connection.first("SELECT COUNT(*) FROM deliveries WHERE state = 'quarantined'") {
            Int($0.int(0))
        }
        return DeliveryFigures(
            pending: pending?.0 ?? 0, oldestPendingAt: pending?.1, quarantined: quarantined ?? 0)
    }

    package func outbox() throws -> OutboxFigures {
        try connection.first(
            """
            SELECT SUM(CASE WHEN state IN ('queued', 'sending') THEN 1 ELSE 0 END),
                SUM(CASE WHEN state = 'queued' AND attempts > 0 THEN 1 ELSE 0 END),
                SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END)
            FROM outbox
            """
        ) { OutboxFigures(queued: Int($0.int(0)), retrying: Int($0.int(1)), failed: Int($0.int(2))) }
            ?? OutboxFigures(queued: 0, retrying: 0, failed: 0)
    }
}

package struct QueueFigures: Sendable, Hashable {
    package var queue: String
    package var active: Int
    package var unassigned: Int
    package var overdue: Int
    package var nextDueAt: Instant?
    package var waitingSince: Instant?
}

package struct OutboxFigures: Sendable, Hashable {
    package var queued: Int
    package var retrying: Int
    package var failed: Int
}

package struct DeliveryFigures: Sendable, Hashable {
    package var pending: Int
    package var oldestPendingAt: Instant?
    package var quarantined: Int
}
