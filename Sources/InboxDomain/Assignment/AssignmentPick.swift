/// The agents that a conversation could go to, and what is known of them.
package struct AssignmentPool: Sendable {
    /// Of the queue, in its order.
    package var agents: [Agent]
    /// The names of those who take work now.
    package var available: Set<String>
    /// Active conversations by the name of the agent; none where a name is missing.
    package var openCounts: [String: Int]
    /// Who was given the queue's last conversation. May be somebody who is no longer in the queue.
    package var lastAssigned: String?

    package init(
        agents: [Agent], available: Set<String>, openCounts: [String: Int] = [:], lastAssigned: String? = nil
    ) {
        self.agents = agents
        self.available = available
        self.openCounts = openCounts
        self.lastAssigned = lastAssigned
    }

    /// Those who could take a conversation that asks for `skills`, beginning after the one who was last, or why nobody
    /// can.
    func candidates(skills: [String]) -> Result<[Agent], NoAssignment> {
        guard !agents.isEmpty else { return .failure(.queueIsEmpty) }
        let start = agents.firstIndex { $0.name == lastAssigned }.map { $0 + 1 } ?? 0
        let present = (agents[start...] + agents[..<start]).filter { available.contains($0.name) }
        guard !present.isEmpty else { return .failure(.nobodyAvailable) }
        let skilled = present.filter { agent in skills.allSatisfy(agent.skills.contains) }
        guard !skilled.isEmpty else { return .failure(.nobodySkilled(skills)) }
        let free = skilled.filter { agent in agent.capacity.map { openCount(of: agent) < $0 } ?? true }
        return free.isEmpty ? .failure(.nobodyHasCapacity) : .success(free)
    }

    func openCount(of agent: Agent) -> Int { openCounts[agent.name] ?? 0 }
}

/// Who gets a conversation.
package enum AssignmentPick: Sendable, Hashable {
    case agent(String)
    case nobody(NoAssignment)
}

/// Why nobody gets it: the first thing that ruled out everybody who was left.
package enum NoAssignment: Error, Sendable, Hashable, CustomStringConvertible {
    case queueIsEmpty
    case nobodyAvailable
    /// With the skills that the conversation asks for.
    case nobodySkilled([String])
    case nobodyHasCapacity

    package var description: String {
        switch self {
        case .queueIsEmpty: "the queue has no agents"
        case .nobodyAvailable: "no agent of the queue is available"
        case .nobodySkilled(let skills): "no available agent has all the skills \(skills.joined(separator: ", "))"
        case .nobodyHasCapacity: "every suitable agent is at capacity"
        }
    }
}
