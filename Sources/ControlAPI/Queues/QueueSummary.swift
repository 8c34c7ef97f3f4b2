/// A queue and how it stands.
package struct QueueSummary: Sendable, Hashable, Codable {
    package var name: String
    package var sla: String?
    /// `manual`, `round_robin`, `least_loaded`.
    package var assignment: String
    package var agents: [String]
    /// Conversations that are open, pending or snoozed.
    package var active: Int
    package var unassigned: Int
    package var overdue: Int
    /// The earliest due instant.
    package var nextDueAt: Timestamp?
    /// The oldest customer message without an answer.
    package var waitingSince: Timestamp?
    package var override: QueueOverride?
    package var pause: QueuePause?

    package init(
        name: String, sla: String? = nil, assignment: String, agents: [String] = [], active: Int, unassigned: Int,
        overdue: Int, nextDueAt: Timestamp? = nil, waitingSince: Timestamp? = nil, override: QueueOverride? = nil,
        pause: QueuePause? = nil
    ) {
        self.name = name
        self.sla = sla
        self.assignment = assignment
        self.agents = agents
        self.active = active
        self.unassigned = unassigned
        self.overdue = overdue
        self.nextDueAt = nextDueAt
        self.waitingSince = waitingSince
        self.override = override
        self.pause = pause
    }
}

/// What an operator decided about a queue at runtime: new conversations go elsewhere.
package struct QueueOverride: Sendable, Hashable, Codable {
    package var queue: String
    package var to: String
    /// When it ends by itself; nil for one that stays until it is removed.
    package var until: Timestamp?
    package var reason: String
    /// The system user.
    package var by: String
    package var since: Timestamp

    package init(queue: String, to: String, until: Timestamp? = nil, reason: String, by: String, since: Timestamp) {
        self.queue = queue
        self.to = to
        self.until = until
        self.reason = reason
        self.by = by
        self.since = since
    }
}

package struct RedirectRequest: Sendable, Hashable, Codable {
    /// Where new conversations go; nil removes the redirection.
    package var to: String?
    package var until: Timestamp?
    package var reason: String

    package init(to: String?, until: Timestamp? = nil, reason: String) {
        self.to = to
        self.until = until
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case to, until, reason
    }

    // `to` must be there, with `null` to remove: leaving it out is a slip, not an order.

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        to = try container.decode(String?.self, forKey: .to)
        until = try container.decodeIfPresent(Timestamp.self, forKey: .until)
        reason = try container.decode(String.self, forKey: .reason)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(to, forKey: .to)
        try container.encodeIfPresent(until, forKey: .until)
        try container.encode(reason, forKey: .reason)
    }
}

package struct RedirectResult: Sendable, Hashable, Codable {
    /// The redirection in force now; nil where there is none.
    package var override: QueueOverride?

    package init(override: QueueOverride?) {
        self.override = override
    }
}
