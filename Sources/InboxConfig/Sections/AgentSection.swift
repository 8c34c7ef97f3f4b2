internal import InboxDomain

/// Reads `agents:`, `queues:` and `assignment:`.
struct AgentSection {
    let context: ReadingContext

    func agents(_ node: ConfigNode?) -> [String: Agent] {
        var agents: [String: Agent] = [:]
        var users: [String: String] = [:]
        for entry in context.definitions(node, "agents", of: "an agent") {
            guard let agent = agent(entry) else { continue }
            agents[agent.name] = agent
            if let other = users.updateValue(agent.name, forKey: agent.user) {
                context.problems.error(
                    entry.keyLocation, "the agents “\(other)” and “\(agent.name)” have the same user “\(agent.user)”")
            }
        }
        return agents
    }

    func queues(_ node: ConfigNode?) -> [String: QueueDefinition] {
        var queues: [String: QueueDefinition] = [:]
        for entry in context.definitions(node, "queues", of: "a queue") {
            queues[entry.key] = queue(entry)
        }
        return queues
    }

    private func agent(_ entry: ConfigNode.Entry) -> Agent? {
        let values = context.values
        guard var map = MapReader(entry.value, "agent “\(entry.key)”", context.problems) else { return nil }
        defer { map.finish() }
        var agent = Agent(name: entry.key, fullName: entry.key)
        if let name = map.take("name").flatMap({ values.text($0, "name") }) { agent.fullName = name }
        if let node = map.take("email"), let email = values.text(node, "email") {
            if EmailAddress.isPlausible(email) {
                agent.email = email
            } else {
                context.problems.error(
                    node.location, "email takes an address such as alice@example.com, not \(node.kind)")
            }
        }
        if let node = map.take("skills") { agent.skills = values.texts(node, "skills").map(\.text) }
        agent.capacity = map.take("capacity").flatMap { values.integer($0, "capacity", in: 1...10_000) }
        if let user = map.take("user").flatMap({ values.text($0, "user") }) { agent.user = user }
        return agent
    }

    private func queue(_ entry: ConfigNode.Entry) -> QueueDefinition? {
        let values = context.values
        guard var map = MapReader(entry.value, "queue “\(entry.key)”", context.problems) else { return nil }
        defer { map.finish() }
        var queue = QueueDefinition(name: entry.key)
        if let node = map.take("sla") {
            queue.slaPolicy = context.reference(node, "sla", is: "SLA policy", among: context.names.policies)
        }
        if let node = map.take("assign") {
            queue.assignment = values.choice(node, "assign", as: QueueDefinition.Assignment.self) ?? .manual
        }
        if let node = map.take("agents") {
            for (name, location) in values.texts(node, "agents") {
                context.check(name, at: location, is: "agent", among: context.names.agents)
                if queue.agents.contains(name) {
                    context.problems.error(location, "the agent “\(name)” stands twice in queue “\(queue.name)”")
                } else {
                    queue.agents.append(name)
                }
            }
        }
        queue.isSticky = map.take("sticky").flatMap { values.flag($0, "sticky") } ?? false
        if let node = map.take("return_after") {
            queue.returnAfter = values.duration(node, "return_after", in: 1...(365 * 86_400))
        }
        if queue.assignment == .manual, queue.isSticky {
            context.problems.warning(
                entry.keyLocation, "queue “\(queue.name)” is sticky, which has no effect where assign is manual")
        }
        if queue.agents.isEmpty, queue.assignment != .manual {
            context.problems.warning(
                entry.keyLocation,
                "queue “\(queue.name)” assigns by \(queue.assignment.rawValue) and has no agents: nobody is assigned")
        }
        return queue
    }

    /// `assignment:`
    func weights(_ node: ConfigNode?) -> ChannelWeights {
        var weights = ChannelWeights()
        guard let node, var map = MapReader(node, "assignment", context.problems) else { return weights }
        defer { map.finish() }
        for entry in context.definitions(map.take("weights"), "weights", of: "a channel") {
            weights.weights[entry.key] = context.values.integer(entry.value, "the weight of a channel", in: 0...1000)
        }
        return weights
    }
}
