/// An agent of a queue, as an assignment looks at them.
package struct AssignmentCandidate: Sendable, Hashable {
    package var agent: Agent
    /// Whether they take work now.
    package var isAvailable: Bool
    /// Active conversations that they have, in all queues.
    package var openConversations: Int

    package init(agent: Agent, isAvailable: Bool, openConversations: Int = 0) {
        self.agent = agent
        self.isAvailable = isAvailable
        self.openConversations = openConversations
    }

    /// Nil for no limit.
    var spareCapacity: Int? {
        agent.capacity.map { $0 - openConversations }
    }
}

/// Who gets a conversation.
package enum AssignmentPick: Sendable, Hashable {
    case agent(String)
    case nobody(NoAssignment)

    /// The agent's name.
    package var name: String? {
        if case .agent(let name) = self { name } else { nil }
    }
}

/// Why nobody gets it: the first thing that ruled out everybody who was left.
package enum NoAssignment: Sendable, Hashable, CustomStringConvertible {
    case queueIsManual
    case queueIsEmpty
    case nobodyAvailable
    /// With the skills that the conversation asks for.
    case nobodySkilled([String])
    case nobodyHasCapacity

    package var description: String {
        switch self {
        case .queueIsManual: "the queue is assigned by hand"
        case .queueIsEmpty: "the queue has no agents"
        case .nobodyAvailable: "no agent of the queue is available"
        case .nobodySkilled(let skills): "no available agent has all the skills \(skills.joined(separator: ", "))"
        case .nobodyHasCapacity: "every suitable agent is at capacity"
        }
    }
}
