/// One entry of the event log.
package struct EventRecord: Sendable, Hashable, Codable {
    package var id: Int64
    package var at: Timestamp
    /// A dotted word: `conversation.assigned`, `sla.breached`, `message.received`.
    package var kind: String
    package var conversation: Int64?
    package var queue: String?
    package var inbox: String?
    /// The system user or agent that caused it; nil where the daemon itself did.
    package var actor: String?
    /// What the kind adds; never a message's text.
    package var data: [String: JSONValue]

    package init(
        id: Int64, at: Timestamp, kind: String, conversation: Int64? = nil, queue: String? = nil,
        inbox: String? = nil, actor: String? = nil, data: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.conversation = conversation
        self.queue = queue
        self.inbox = inbox
        self.actor = actor
        self.data = data
    }
}

/// Which events are wanted.
package struct EventQuery: Sendable, Hashable {
    package static let maximalWait = 30

    /// Only events with a greater id; nil for the newest ones.
    package let after: Int64?
    /// 1 to `PageRequest.maximalLimit`.
    package let limit: Int
    /// Seconds to wait for a first event where there is none yet; 0 to `maximalWait`.
    package let wait: Int

    /// Figures outside their range are moved to the nearer end.
    package init(after: Int64? = nil, limit: Int = PageRequest.defaultLimit, wait: Int = 0) {
        self.after = after
        self.limit = min(max(limit, 1), PageRequest.maximalLimit)
        self.wait = min(max(wait, 0), Self.maximalWait)
    }
}

/// Events in the order of their ids.
package struct EventBatch: Sendable, Hashable, Codable {
    package var events: [EventRecord]
    /// What to give as `after` next time: the id of the last event here, or, where there is none, of the log.
    package var last: Int64

    package init(events: [EventRecord], last: Int64) {
        self.events = events
        self.last = last
    }
}
