package import ControlAPI

/// Says who a peer is and what they may do, by the configuration in force.
package protocol AccessControl: Sendable {
    /// The identity of a peer, as the kernel names it. Asynchronous since the system's user database may block.
    func caller(uid: UInt32, gid: UInt32, pid: Int32) async -> CallerIdentity

    /// Whom the configuration gives `role`, as a sentence that tells a refused caller what to ask for: `It takes the
    /// group inboxd-operators, or the user root.`
    func refusal(for role: CallerRole) -> String
}

/// A peer that has been looked up.
package struct CallerIdentity: Sendable, Hashable {
    /// The system user's name, or its number as text.
    package var user: String
    /// The highest role that the user or one of its groups has; nil where the configuration names none of them.
    package var role: CallerRole?
    /// The agent that this user is.
    package var agent: String?
    /// The groups looked at, as a sentence: `alice is in the groups alice and staff.`
    package var groups: String

    package init(user: String, role: CallerRole?, agent: String? = nil, groups: String = "") {
        self.user = user
        self.role = role
        self.agent = agent
        self.groups = groups
    }
}
