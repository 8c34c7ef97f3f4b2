/// Who asks, as the kernel's peer credentials and the configuration's `access:` tell. Changes are audited under it.
package struct Caller: Sendable, Hashable {
    /// The system user's name, or its number as text where the system knows no name for it.
    package var user: String
    package var uid: UInt32
    package var gid: UInt32
    package var role: CallerRole
    /// The agent that this user is, by `agents:` of the configuration; nil for one who answers no customers.
    package var agent: String?

    package init(user: String, uid: UInt32, gid: UInt32, role: CallerRole, agent: String? = nil) {
        self.user = user
        self.uid = uid
        self.gid = gid
        self.role = role
        self.agent = agent
    }
}

/// What a caller may do; each role includes those before it.
package enum CallerRole: String, Sendable, CaseIterable, Codable, Comparable {
    /// Reads.
    case viewer
    /// Answers, assigns, notes, resolves, tags, snoozes.
    case agent
    /// Moves and redirects queues, replays deliveries, checks the ledger.
    case `operator`
    /// Reloads, and sees the configuration.
    case admin

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .agent: 1
        case .operator: 2
        case .admin: 3
        }
    }

    package static func < (a: CallerRole, b: CallerRole) -> Bool { a.rank < b.rank }
}
