package import InboxDomain

/// What operators and agents set at run time: overrides, availability, and the audit log.
package struct Operations {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// The redirects in force at `now`.
    package func redirects(at now: Instant) throws -> [Redirect] {
        try connection.rows(
            """
            SELECT id, queue, redirect_to, reason, actor, created_at, expires_at FROM overrides
            WHERE removed_at IS NULL AND (expires_at IS NULL OR expires_at > ?) ORDER BY queue
            """, [.int(now.milliseconds)]
        ) {
            Redirect(
                id: $0.int(0), queue: $0.text(1), target: $0.text(2), reason: $0.text(3), actor: $0.text(4),
                createdAt: Instant(milliseconds: $0.int(5)),
                expiresAt: $0.optionalInt(6).map { Instant(milliseconds: $0) })
        }
    }

    /// Puts a redirect in force, in place of the one that its queue may have.
    package func insert(_ redirect: Redirect) throws {
        try removeRedirect(of: redirect.queue, at: redirect.createdAt)
        try connection.execute(
            """
            INSERT INTO overrides (queue, redirect_to, reason, actor, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .text(redirect.queue), .text(redirect.target), .text(redirect.reason), .text(redirect.actor),
                .int(redirect.createdAt.milliseconds), .optional(redirect.expiresAt?.milliseconds),
            ])
    }

    /// Returns whether there was one.
    @discardableResult
    package func removeRedirect(of queue: String, at: Instant) throws -> Bool {
        try connection.execute(
            "UPDATE overrides SET removed_at = ? WHERE queue = ? AND removed_at IS NULL",
            [.int(at.milliseconds), .text(queue)]) > 0
    }

    /// The agents who are away; all others are available.
    package func agentsAway() throws -> Set<String> {
        Set(try connection.rows("SELECT agent FROM agent_states WHERE available = 0") { $0.text(0) })
    }

    package func setAvailable(_ agent: String, _ available: Bool, at: Instant) throws {
        try connection.execute(
            """
            INSERT INTO agent_states (agent, available, since) VALUES (?, ?, ?)
            ON CONFLICT (agent) DO UPDATE SET available = excluded.available, since = excluded.since
            """, [.text(agent), .flag(available), .int(at.milliseconds)])
    }

    package func lastAssigned(queue: String) throws -> String? {
        try connection.first("SELECT last_assigned FROM queue_states WHERE queue = ?", [.text(queue)]) {
            $0.optionalText(0)
        } ?? nil
    }

    package func setLastAssigned(queue: String, agent: String) throws {
        try connection.execute(
            """
            INSERT INTO queue_states (queue, last_assigned) VALUES (?, ?)
            ON CONFLICT (queue) DO UPDATE SET last_assigned = excluded.last_assigned
            """, [.text(queue), .text(agent)])
    }

    /// Writes a line of the audit log.
    package func audit(_ entry: AuditEntry) throws {
        try connection.execute(
            "INSERT INTO audit (at, user, uid, gid, role, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .int(entry.at.milliseconds), .text(entry.user), .int(Int64(entry.uid)), .int(Int64(entry.gid)),
                .text(entry.role), .text(entry.action), .text(entry.subject),
                entry.detail.isEmpty ? .null : .text(entry.detail.text),
            ])
    }
}

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

/// Who did what to what.
package struct AuditEntry: Sendable {
    package var at: Instant
    package var user: String
    package var uid: UInt32
    package var gid: UInt32
    package var role: String
    package var action: String
    package var subject: String
    package var detail: JSONFields

    package init(
        at: Instant, user: String, uid: UInt32, gid: UInt32, role: String, action: String, subject: String,
        detail: JSONFields = JSONFields()
    ) {
        self.at = at
        self.user = user
        self.uid = uid
        self.gid = gid
        self.role = role
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}
