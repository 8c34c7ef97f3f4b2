package import InboxDomain

/// Which promise was in force when. A version is a policy together with its calendar, as text; whoever asks reads it.
package struct PolicyVersions {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    private static let columns = "id, policy, hash, rules, since"

    /// The newest version of each policy, those that left the configuration among them.
    package func latest() throws -> [PolicyVersion] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM policy_versions
            WHERE id IN (SELECT MAX(id) FROM policy_versions GROUP BY policy) ORDER BY policy
            """, [], Self.read)
    }

    package func find(_ id: Int64) throws -> PolicyVersion? {
        try connection.first("SELECT \(Self.columns) FROM policy_versions WHERE id = ?", [.int(id)], Self.read)
    }

    /// The versions of a policy after `id`, up to and with `last`, in the order in which they came.
    package func after(_ id: Int64, through last: Int64, of policy: String) throws -> [PolicyVersion] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM policy_versions WHERE policy = ? AND id > ? AND id <= ? ORDER BY id
            """, [.text(policy), .int(id), .int(last)], Self.read)
    }

    /// `rules` is nil where the policy left the configuration.
    package func insert(_ policy: String, hash: String, rules: String?, since: Instant) throws -> Int64 {
        try connection.insert(
            "INSERT INTO policy_versions (policy, hash, rules, since) VALUES (?, ?, ?, ?)",
            [.text(policy), .text(hash), .optional(rules), .int(since.milliseconds)])
    }

    /// Versions that are in force no more, though active conversations still count under them.
    package func outdated() throws -> [Int64] {
        try connection.rows(
            """
            SELECT v.id FROM policy_versions v
            WHERE EXISTS (SELECT 1 FROM policy_versions w WHERE w.policy = v.policy AND w.id > v.id)
                AND EXISTS (SELECT 1 FROM conversations c
                    WHERE c.is_active = 1 AND c.sla_version IS NOT NULL AND c.sla_version = v.id)
            ORDER BY v.id
            """, []
        ) { $0.int(0) }
    }

    /// Active conversations that count under a version.
    package func conversations(under version: Int64, limit: Int) throws -> [Conversation] {
        try connection.rows(
            """
            SELECT \(Conversations.columns) FROM conversations
            WHERE is_active = 1 AND sla_version IS NOT NULL AND sla_version = ? ORDER BY id LIMIT ?
            """, [.int(version), .int(Int64(limit))], Conversations.read)
    }

    private static func read(_ row: any SQLRow) -> PolicyVersion {
        PolicyVersion(
            id: row.int(0), policy: row.text(1), hash: row.text(2), rules: row.optionalText(3),
            since: Instant(milliseconds: row.int(4)))
    }
}

/// A policy and its calendar, from an instant on.
package struct PolicyVersion: Sendable, Hashable {
    package var id: Int64
    package var policy: String
    /// Of `rules`.
    package var hash: String
    package var rules: String?
    package var since: Instant
}
