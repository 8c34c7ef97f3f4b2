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
        let away = try operations.agentsAway()
        let candidates = try queue.agents.compactMap { name -> AssignmentCandidate? in
            guard let agent = graph.configuration.agents[name] else { return nil }
            let needsCount = agent.capacity != nil || queue.assignment == .leastLoaded
            return AssignmentCandidate(
                agent: agent, isAvailable: !away.contains(name),
                openConversations: needsCount ? try Conversations(connection).activeCount(assignee: name) : 0)
        }
        return queue.pick(
            from: candidates, lastAssigned: try operations.lastAssigned(queue: queue.name), skills: skills)
    }
}
