package import InboxDomain

/// An operator's exception: what would go to `queue` goes to `target`.
package struct Redirect: Sendable, Hashable {
    package var id: Int64
    package var queue: String
    package var target: String
    package var reason: String
    package var actor: String
    package var createdAt: Instant
    package var expiresAt: Instant?

    package init(
        id: Int64 = 0, queue: String, target: String, reason: String, actor: String, createdAt: Instant,
        expiresAt: Instant?
    ) {
        self.id = id
        self.queue = queue
        self.target = target
        self.reason = reason
        self.actor = actor
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// An operator's exception: nothing in `queue` is assigned by itself.
package struct Pause: Sendable, Hashable {
    package var queue: String
    package var reason: String
    package var actor: String
    package var createdAt: Instant
    package var expiresAt: Instant?

    package init(queue: String, reason: String, actor: String, createdAt: Instant, expiresAt: Instant?) {
        self.queue = queue
        self.reason = reason
        self.actor = actor
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// What was set about an agent at run time.
package struct AgentState: Sendable, Hashable {
    package var isAvailable: Bool
    /// When they became so.
    package var since: Instant
    /// In place of the configuration's.
    package var capacity: Int?

    package init(isAvailable: Bool, since: Instant, capacity: Int? = nil) {
        self.isAvailable = isAvailable
        self.since = since
        self.capacity = capacity
    }
}
