import InboxConfig
import InboxDomain
import InboxStore

/// The agents and the overrides as they stand in one transaction: each looked up once, when it is first asked for, and
/// the agents' loads kept as they are given work.
/// Belongs to the transaction that it was made in.
final class Crew {
    private let connection: any SQLConnection
    private let graph: EngineGraph
    private let now: Instant
    private var states: [String: AgentState]?
    private var overridesInForce: QueueOverrides?
    private var loads: [String: Int] = [:]

    init(_ connection: any SQLConnection, _ graph: EngineGraph, now: Instant) {
        self.connection = connection
        self.graph = graph
        self.now = now
    }

    func overrides() throws -> QueueOverrides {
        if let overridesInForce { return overridesInForce }
        let overrides = try QueueOverrides(connection, graph, now: now)
        overridesInForce = overrides
        return overrides
    }

    /// The agents of a queue, in its order.
    func candidates(for queue: QueueDefinition) throws -> [AssignmentCandidate] {
        let states = try self.states ?? Operations(connection).agentStates()
        self.states = states
        return try queue.agents.compactMap { name in
            guard let agent = graph.configuration.agents[name] else { return nil }
            let state = states[name]
            let capacity = state?.capacity ?? agent.capacity
            let isAvailable = state?.isAvailable ?? true
            // Who is away, or takes whatever comes in turn, need not be counted.
            let needsLoad = isAvailable && (capacity != nil || queue.assignment == .leastLoaded)
            return AssignmentCandidate(
                name: name, skills: agent.skills, capacity: capacity, isAvailable: isAvailable,
                load: needsLoad ? try load(of: name) : 0)
        }
    }

    /// Whether anybody of a queue takes work, whatever work it is.
    func hasRoom(in queue: QueueDefinition) throws -> Bool {
        try candidates(for: queue).contains { $0.isAvailable && $0.hasRoom(for: 0) }
    }

    /// What the active conversations of an agent weigh.
    func load(of agent: String) throws -> Int {
        if let load = loads[agent] { return load }
        let counts = try Conversations(connection).activeCounts(assignee: agent)
        let load = graph.configuration.channelWeights.load(of: counts)
        loads[agent] = load
        return load
    }

    /// Notes that an agent was given something that is not stored with them yet.
    func add(_ weight: Int, to agent: String) {
        if let load = loads[agent] { loads[agent] = load + weight }
    }
}
