import InboxConfig
import InboxDomain
import InboxStore

/// Gives conversations to agents, as their queue says. One is made for each transaction that has work to give.
struct Assigner {
    let connection: any SQLConnection
    let graph: EngineGraph
    private let crew: Crew

    /// `now` decides which redirects and pauses are in force.
    init(connection: any SQLConnection, graph: EngineGraph, now: Instant) {
        self.connection = connection
        self.graph = graph
        crew = Crew(connection, graph, now: now)
    }

    // MARK: - One conversation

    /// Assigns an unassigned open conversation where its queue does so by itself and somebody can take it. Its queue is
    /// looked at again first: where that is redirected now, the conversation goes there, once somebody there takes it.
    /// What is paused, or in a queue that left the configuration, is left alone. Returns whether somebody has it now.
    ///
    /// `exception` is passed over. The change of a stored conversation is conditional on nobody having it, so of two
    /// who assign at once one does nothing.
    @discardableResult
    func assign(_ unit: inout ConversationUnit, at instant: Instant, except exception: String? = nil) throws -> Bool {
        let conversation = unit.conversation
        guard conversation.assignee == nil, conversation.status == .open,
            let queue = try assigning(conversation.queue)
        else { return false }
        let pick = try pick(from: queue, for: conversation, except: exception)
        guard let agent = pick.name else { return false }
        if unit.isStored {
            try unit.save()
            guard try Conversations(connection).claim(conversation.id, for: agent) else { return false }
        }
        try unit.move(to: queue.name, at: instant, actor: nil, reason: "redirected")
        let isTheirTurn = pick == .agent(agent)
        try unit.assign(
            to: agent, at: instant, actor: nil, reason: isTheirTurn ? queue.assignment.rawValue : "sticky")
        crew.add(graph.configuration.channelWeights[conversation.channel], to: agent)
        if isTheirTurn { try Operations(connection).setLastAssigned(queue: queue.name, agent: agent) }
        return true
    }

    /// Takes a conversation from an agent who was silent or away for longer than `return_after` of its queue, and finds
    /// somebody else. Returns whether it was taken.
    func giveBack(_ unit: inout ConversationUnit, at now: Instant) throws -> Bool {
        guard let agent = unit.conversation.assignee, let due = try unit.nextGiveBack(), due.at <= now else {
            return false
        }
        unit.giveBack(due)
        try assign(&unit, at: now, except: agent)
        return true
    }

    /// The queue that assigns what waits in `name`; nil where nothing is assigned from there.
    private func assigning(_ name: String) throws -> QueueDefinition? {
        let overrides = try crew.overrides()
        let target = overrides.target(of: name)
        guard !overrides.isPaused(name), !overrides.isPaused(target),
            let queue = graph.configuration.queues[target], queue.assignment != .manual
        else { return nil }
        return queue
    }

    private func pick(
        from queue: QueueDefinition, for conversation: Conversation, except exception: String?
    ) throws -> AssignmentPick {
        var work = AssignmentWork(
            skills: conversation.skills, weight: graph.configuration.channelWeights[conversation.channel],
            except: exception)
        if queue.isSticky { work.preferred = try Contacts(connection).lastAgent(of: conversation.contact) }
        return queue.decide(
            from: try crew.candidates(for: queue),
            lastAssigned: try Operations(connection).lastAssigned(queue: queue.name), work: work)
    }

    // MARK: - What waits

    /// Conversations that nobody can take, for their skills, and that are passed over to find one that somebody can.
    private static let passedOver = 50

    /// Assigns up to `limit` of what waits for these queues, earliest deadline first over all of them, without
    /// `exception`. Returns how many.
    @discardableResult
    func assignWaiting(
        in queues: [QueueDefinition], at instant: Instant, limit: Int, passingOver: Int = passedOver,
        except exception: ConversationID? = nil
    ) throws -> Int {
        let overrides = try crew.overrides()
        var waiting: [(conversation: Conversation, queue: QueueDefinition)] = []
        for queue in queues.sorted(by: { $0.name < $1.name }) {
            guard try assigning(queue.name)?.name == queue.name, try crew.hasRoom(in: queue) else { continue }
            for source in overrides.sources(of: queue.name) where !overrides.isPaused(source) {
                waiting += try Conversations(connection).unassigned(queue: source, limit: limit + passingOver)
                    .map { ($0, queue) }
            }
        }
        waiting.sort { a, b in
            (a.conversation.nextDueAt ?? .distantFuture, a.conversation.id)
                < (b.conversation.nextDueAt ?? .distantFuture, b.conversation.id)
        }
        var count = 0
        for (conversation, queue) in waiting where conversation.id != exception {
            guard count < limit else { break }
            guard try crew.hasRoom(in: queue),
                try pick(from: queue, for: conversation, except: nil).name != nil
            else { continue }
            var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: instant)
            try unit.advance(to: instant.adding(milliseconds: -1))
            if try assign(&unit, at: instant) { count += 1 }
            try unit.save()
        }
        return count
    }

    /// The same for one queue.
    @discardableResult
    func assignWaiting(
        in queue: String, at instant: Instant, limit: Int, except exception: ConversationID? = nil
    ) throws -> Int {
        guard let queue = graph.configuration.queues[try crew.overrides().target(of: queue)] else { return 0 }
        return try assignWaiting(in: [queue], at: instant, limit: limit, except: exception)
    }

    /// The same for the queues of an agent who has room.
    @discardableResult
    func assignWaiting(
        for agent: String, at instant: Instant, limit: Int = 50, except exception: ConversationID? = nil
    ) throws -> Int {
        let queues = graph.configuration.queues.values.filter { $0.agents.contains(agent) }
        return try assignWaiting(in: queues, at: instant, limit: limit, except: exception)
    }

    /// After a change: what was resolved, given back or given away leaves room for what waits; not for itself, or who
    /// gives something back would get it again. Returns how many conversations were given out.
    @discardableResult
    func fillRoom(left before: Conversation, _ after: Conversation, at instant: Instant) throws -> Int {
        guard let agent = before.assignee, before.status.isActive,
            agent != after.assignee || !after.status.isActive
        else { return 0 }
        return try assignWaiting(for: agent, at: instant, except: after.id)
    }
}
