/// Conversations that wait for a group of agents, as the configuration defines it.
package struct QueueDefinition: Sendable, Hashable {
    package enum Assignment: String, Sendable, CaseIterable {
        case manual
        case roundRobin = "round_robin"
        case leastLoaded = "least_loaded"
    }

    package var name: String
    package var slaPolicy: String?
    package var assignment: Assignment
    package var agents: [String]
    /// Whoever the contact last spoke to goes before the others.
    package var isSticky: Bool
    /// Seconds after which an agent who is silent or away gives a conversation back; nil for never.
    package var returnAfter: Int64?

    package init(
        name: String, slaPolicy: String? = nil, assignment: Assignment = .manual, agents: [String] = [],
        isSticky: Bool = false, returnAfter: Int64? = nil
    ) {
        self.name = name
        self.slaPolicy = slaPolicy
        self.assignment = assignment
        self.agents = agents
        self.isSticky = isSticky
        self.returnAfter = returnAfter
    }
}

/// Who answers customers.
package struct Agent: Sendable, Hashable {
    /// The short name: what `assign` takes, and what `notify` names.
    package var name: String
    package var fullName: String
    package var email: String?
    package var skills: [String]
    /// The most that their active conversations may weigh, by `ChannelWeights`; nil for no limit.
    package var capacity: Int?
    /// The system user that is this agent on the control socket; the agent's own name where nothing is set.
    package var user: String

    package init(
        name: String, fullName: String, email: String? = nil, skills: [String] = [], capacity: Int? = nil,
        user: String? = nil
    ) {
        self.name = name
        self.fullName = fullName
        self.email = email
        self.skills = skills
        self.capacity = capacity
        self.user = user ?? name
    }
}
