package import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore

extension Desk {
    package func agents() async throws -> [AgentView] {
        let graph = graph.current
        return try await read { connection in
            let states = try Operations(connection).agentStates()
            return try graph.configuration.agents.values.sorted { $0.name < $1.name }.map {
                try AgentView($0, state: states[$0.name], connection: connection, graph: graph)
            }
        }
    }

    package func agent(_ name: String) async throws -> AgentDetail {
        let graph = graph.current
        let agent = try Self.agent(name, in: graph)
        let now = time.now()
        return try await read { connection in
            let filter = try Self.filter("assignee:\(name) is:active")
            let found = try ConversationSearch(connection).page(
                filter, order: .due, offset: 0, limit: AgentDetail.longest, now: now)
            return AgentDetail(
                agent: try AgentView(
                    agent, state: try Operations(connection).agentState(name), connection: connection, graph: graph),
                queues: graph.configuration.queues.values.filter { $0.agents.contains(name) }.map(\.name).sorted(),
                conversations: try ConversationSummary.all(found, connection: connection))
        }
    }

    package func setAvailability(_ agent: String, available: Bool, by caller: Caller) async throws -> AgentView {
        _ = try Self.agent(agent, in: graph.current)
        guard caller.agent == agent || caller.role >= .operator else {
            throw ControlError(.refused, "only an operator may set another agent's availability")
        }
        var detail = JSONFields()
        detail.add("available", available)
        let view = try await change(by: caller, "agent.availability", on: agent, detail: detail) {
            connection, graph, now in
            if try Operations(connection).setAvailable(agent, available, at: now) {
                var data = JSONFields()
                data.add("agent", agent)
                data.add("available", available)
                try Events(connection).append(.agentAvailability, at: now, actor: caller.user, data: data)
                try Self.renewTimers(of: agent, connection, graph, now)
            }
            return try Self.fillAndShow(agent, connection, graph, now)
        }
        signals.room.notify()
        return view
    }

    package func setCapacity(_ agent: String, _ capacity: Int?, by caller: Caller) async throws -> AgentView {
        _ = try Self.agent(agent, in: graph.current)
        guard capacity.map({ (0...10_000).contains($0) }) ?? true else {
            throw ControlError(.invalid, "a capacity is a number from 0 to 10000")
        }
        var detail = JSONFields()
        detail.add("capacity", capacity.map(Int64.init))
        let view = try await change(by: caller, "agent.capacity", on: agent, detail: detail) { connection, graph, now in
            if try Operations(connection).agentState(agent)?.capacity != capacity {
                try Operations(connection).setCapacity(agent, capacity, at: now)
                var data = JSONFields()
                data.add("agent", agent)
                data.add("capacity", capacity.map(Int64.init))
                try Events(connection).append(.agentCapacity, at: now, actor: caller.user, data: data)
            }
            return try Self.fillAndShow(agent, connection, graph, now)
        }
        signals.room.notify()
        return view
    }

    /// Gives an agent what waits for them, and says how they stand then. What one transaction is too small for, the
    /// distributor goes on with.
    private static func fillAndShow(
        _ agent: String, _ connection: any SQLConnection, _ graph: EngineGraph, _ now: Instant
    ) throws -> AgentView {
        try Assigner(connection: connection, graph: graph, now: now).assignWaiting(for: agent, at: now)
        return try AgentView(
            try Self.agent(agent, in: graph), state: try Operations(connection).agentState(agent),
            connection: connection, graph: graph)
    }

    /// Who goes away, or comes back, gives conversations back at another time than before.
    private static func renewTimers(
        of agent: String, _ connection: any SQLConnection, _ graph: EngineGraph, _ now: Instant
    ) throws {
        for conversation in try Conversations(connection).open(assignee: agent)
        where graph.configuration.queues[conversation.queue]?.returnAfter != nil {
            var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: now)
            try unit.save()
        }
    }

    private static func agent(_ name: String, in graph: EngineGraph) throws(ControlError) -> Agent {
        guard let agent = graph.configuration.agents[name] else {
            throw unknown("agent", name, among: graph.configuration.agents.keys)
        }
        return agent
    }
}

extension AgentView {
    init(_ agent: Agent, state: AgentState?, connection: any SQLConnection, graph: EngineGraph) throws {
        let counts = try Conversations(connection).activeCounts(assignee: agent.name)
        let isAvailable = state?.isAvailable ?? true
        self.init(
            name: agent.name, fullName: agent.fullName, email: agent.email, skills: agent.skills,
            capacity: state?.capacity ?? agent.capacity,
            configuredCapacity: state?.capacity == nil ? nil : agent.capacity,
            assigned: counts.values.reduce(0, +), load: graph.configuration.channelWeights.load(of: counts),
            available: isAvailable, availableSince: isAvailable ? Timestamp(state?.since) : nil,
            awaySince: isAvailable ? nil : Timestamp(state?.since))
    }
}
