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
            """, [.int(now.milliseconds)], Self.readRedirect)
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

    /// What agents and operators have set about agents; who is not among them is available.
    package func agentStates() throws -> [String: AgentState] {
        let rows = try connection.rows("SELECT agent, available, since, capacity FROM agent_states ORDER BY agent") {
            (
                $0.text(0),
                AgentState(
                    isAvailable: $0.flag(1), since: Instant(milliseconds: $0.int(2)),
                    capacity: $0.optionalInt(3).map { Int($0) })
            )
        }
        return Dictionary(rows) { $1 }
    }

    package func agentState(_ agent: String) throws -> AgentState? {
        try connection.first(
            "SELECT available, since, capacity FROM agent_states WHERE agent = ?", [.text(agent)]
        ) {
            AgentState(
                isAvailable: $0.flag(0), since: Instant(milliseconds: $0.int(1)),
                capacity: $0.optionalInt(2).map { Int($0) })
        }
    }

    /// `since` stays where the agent is already as told. Returns whether anything changed; an agent of whom nothing is
    /// stored is available.
    @discardableResult
    package func setAvailable(_ agent: String, _ available: Bool, at: Instant) throws -> Bool {
        let was = try agentState(agent)?.isAvailable ?? true
        try connection.execute(
            """
            INSERT INTO agent_states (agent, available, since) VALUES (?, ?, ?)
            ON CONFLICT (agent) DO UPDATE SET available = excluded.available, since = excluded.since
            WHERE agent_states.available <> excluded.available
            """, [.text(agent), .flag(available), .int(at.milliseconds)])
        return was != available
    }

    /// Nil takes the configuration's capacity again.
    package func setCapacity(_ agent: String, _ capacity: Int?, at: Instant) throws {
        try connection.execute(
            """
            INSERT INTO agent_states (agent, available, since, capacity) VALUES (?, 1, ?, ?)
            ON CONFLICT (agent) DO UPDATE SET capacity = excluded.capacity
            """, [.text(agent), .int(at.milliseconds), .optional(capacity.map(Int64.init))])
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

    // MARK: - Pauses

    /// The pauses in force at `now`.
    package func pauses(at now: Instant) throws -> [Pause] {
        try connection.rows(
            """
            SELECT queue, reason, actor, created_at, expires_at FROM queue_pauses
            WHERE expires_at IS NULL OR expires_at > ? ORDER BY queue
            """, [.int(now.milliseconds)], Self.readPause)
    }

    /// Puts a pause in force, in place of the one that its queue may have.
    package func insert(_ pause: Pause) throws {
        try connection.execute(
            """
            INSERT INTO queue_pauses (queue, reason, actor, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (queue) DO UPDATE SET reason = excluded.reason, actor = excluded.actor,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            """,
            [
                .text(pause.queue), .text(pause.reason), .text(pause.actor), .int(pause.createdAt.milliseconds),
                .optional(pause.expiresAt?.milliseconds),
            ])
    }

    /// Returns whether there was one.
    @discardableResult
    package func removePause(of queue: String) throws -> Bool {
        try connection.execute("DELETE FROM queue_pauses WHERE queue = ?", [.text(queue)]) > 0
    }

    // MARK: - Expiry

    /// When the next redirect or pause ends by itself.
    package func earliestExpiry() throws -> Instant? {
        try connection.first(
            """
            SELECT MIN(expires_at) FROM (
                SELECT expires_at FROM overrides WHERE removed_at IS NULL
                UNION ALL SELECT expires_at FROM queue_pauses) AS ends
            """
        ) { $0.optionalInt(0).map { Instant(milliseconds: $0) } } ?? nil
    }

    /// Removes the redirects whose end has come, and returns them.
    package func takeExpiredRedirects(at now: Instant) throws -> [Redirect] {
        let ended = try connection.rows(
            """
            SELECT id, queue, redirect_to, reason, actor, created_at, expires_at FROM overrides
            WHERE removed_at IS NULL AND expires_at <= ? ORDER BY expires_at, queue
            """, [.int(now.milliseconds)], Self.readRedirect)
        for redirect in ended { try removeRedirect(of: redirect.queue, at: redirect.expiresAt ?? now) }
        return ended
    }

    /// Removes the pauses whose end has come, and returns them.
    package func takeExpiredPauses(at now: Instant) throws -> [Pause] {
        let ended = try connection.rows(
            """
            SELECT queue, reason, actor, created_at, expires_at FROM queue_pauses
            WHERE expires_at <= ? ORDER BY expires_at, queue
            """, [.int(now.milliseconds)], Self.readPause)
        for pause in ended { try removePause(of: pause.queue) }
        return ended
    }

    private static func readRedirect(_ row: any SQLRow) -> Redirect {
        Redirect(
            id: row.int(0), queue: row.text(1), target: row.text(2), reason: row.text(3), actor: row.text(4),
            createdAt: Instant(milliseconds: row.int(5)),
            expiresAt: row.optionalInt(6).map { Instant(milliseconds: $0) })
    }

    private static func readPause(_ row: any SQLRow) -> Pause {
        Pause(
            queue: row.text(0), reason: row.text(1), actor: row.text(2), createdAt: Instant(milliseconds: row.int(3)),
            expiresAt: row.optionalInt(4).map { Instant(milliseconds: $0) })
    }

    // MARK: - Audit

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
