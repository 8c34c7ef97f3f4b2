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

    /// Conversations that nobody can take, for their skills, and that are passed over to find one that somebody can.
    private static let passedOver = 50

    /// Assigns up to `limit` of what waits in a queue, most urgent first, without `exception`. Returns how many.
    @discardableResult
    func assignWaiting(
        in queue: String, at instant: Instant, limit: Int, except exception: ConversationID? = nil
    ) throws -> Int {
        guard let definition = graph.configuration.queues[queue], definition.assignment != .manual else { return 0 }
        var count = 0
        let waiting = try Conversations(connection).unassigned(queue: queue, limit: limit + Self.passedOver)
        for conversation in waiting where count < limit && conversation.id != exception {
            var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: instant)
            try assign(&unit, at: instant)
            try unit.save()
            if unit.conversation.assignee != nil { count += 1 }
        }
        return count
    }

    /// Gives an agent who has room again what waits in their queues: `limit` conversations of each at most.
    func assignWaiting(
        for agent: String, at instant: Instant, limit: Int, except exception: ConversationID? = nil
    ) throws {
        let queues = graph.configuration.queues.values.filter { $0.agents.contains(agent) }
        for queue in queues.sorted(by: { $0.name < $1.name }) {
            try assignWaiting(in: queue.name, at: instant, limit: limit, except: exception)
        }
    }

    /// After a change: what was resolved, given back or given away leaves room for one that waits; not for itself, or
    /// who gives something back would get it again.
    func fillRoom(left before: Conversation, _ after: Conversation, at instant: Instant) throws {
        guard let agent = before.assignee, before.status.isActive,
            agent != after.assignee || !after.status.isActive
        else { return }
        try assignWaiting(for: agent, at: instant, limit: 1, except: after.id)
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
