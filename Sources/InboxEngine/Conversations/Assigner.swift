import InboxConfig
import InboxDomain
import InboxStore

/// Gives conversations to agents, as their queue says. Inside a write transaction, so two never take the same one.
struct Assigner {
    let connection: any SQLConnection
    let graph: EngineGraph

    /// Assigns an unassigned open conversation where its queue does so by itself and somebody can take it.
    func assign(_ unit: inout ConversationUnit, at instant: Instant) throws {
        guard unit.conversation.assignee == nil, unit.conversation.status == .open,
            let queue = graph.configuration.queues[unit.conversation.queue],
            let agent = try pick(from: queue, skills: unit.conversation.skills)
        else { return }
        try unit.assign(to: agent, at: instant, actor: nil, reason: queue.assignment.rawValue)
        try Operations(connection).setLastAssigned(queue: queue.name, agent: agent)
    }

    /// Assigns what waits in a queue, most urgent first, until nobody can take more. Returns how many.
    func assignWaiting(in queue: String, at instant: Instant, limit: Int) throws -> Int {
        guard let definition = graph.configuration.queues[queue], definition.assignment != .manual else { return 0 }
        var count = 0
        for conversation in try Conversations(connection).unassigned(queue: queue, limit: limit) {
            var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: instant)
            try assign(&unit, at: instant)
            try unit.save()
            if unit.conversation.assignee != nil { count += 1 }
        }
        return count
    }

    private func pick(from queue: QueueDefinition, skills: [String]) throws -> String? {
        guard queue.assignment != .manual else { return nil }
        let operations = Operations(connection)
        let agents = queue.agents.compactMap { graph.configuration.agents[$0] }
        let conversations = Conversations(connection)
        var counts: [String: Int] = [:]
        for agent in agents where agent.capacity != nil || queue.assignment == .leastLoaded {
            counts[agent.name] = try conversations.activeCount(assignee: agent.name)
        }
        let away = try operations.agentsAway()
        let pool = AssignmentPool(
            agents: agents, available: Set(agents.map(\.name)).subtracting(away), openCounts: counts,
            lastAssigned: try operations.lastAssigned(queue: queue.name))
        let pick =
            queue.assignment == .leastLoaded
            ? LeastLoaded.pick(from: pool, skills: skills) : RoundRobin.pick(from: pool, skills: skills)
        switch pick {
        case .agent(let name): return name
        case .nobody: return nil
        }
    }
}
