internal import InboxDomain

/// What only shows once routes, queues and agents are all read: queues that nothing leads to, skills that nobody has,
/// automatic replies that nothing gives.
struct RouteChecks {
    let context: ReadingContext

    /// - Parameters:
    ///   - queues: The section `queues:`, for the places.
    ///   - autoReplies: The section `auto_replies:`, likewise.
    func check(_ configuration: Configuration, queues: ConfigNode?, autoReplies: ConfigNode?) {
        // What could not be read would show as missing.
        guard !context.problems.hasErrors else { return }
        var found = Findings()
        walk(configuration.routes, queue: nil, skills: [], configuration, &found)
        for policy in configuration.policies.values {
            for case .queue(let name) in policy.escalations.flatMap(\.actions) { found.queues.insert(name) }
        }
        for entry in entries(queues) where !found.queues.contains(entry.key) {
            context.problems.warning(
                entry.keyLocation, "nothing leads to queue “\(entry.key)”: no route and no escalation names it")
        }
        for entry in entries(autoReplies) where !found.autoReplies.contains(entry.key) {
            context.problems.warning(
                entry.keyLocation, "automatic reply “\(entry.key)” is not used: no route names it")
        }
    }

    private struct Findings {
        var queues: Set<String> = []
        var autoReplies: Set<String> = []
    }

    private func entries(_ node: ConfigNode?) -> [ConfigNode.Entry] {
        guard let node, case .map(let entries) = node.content else { return [] }
        return entries
    }

    private func walk(
        _ route: Route, queue: String?, skills: [String], _ configuration: Configuration, _ found: inout Findings
    ) {
        let queue = route.settings.queue ?? queue
        let added = route.settings.skills.filter { !skills.contains($0) }
        let skills = skills + added
        if let name = route.settings.queue { found.queues.insert(name) }
        if case .template(let name)? = route.settings.autoReply { found.autoReplies.insert(name) }
        // Said where it begins: at the node that adds a skill, or takes what asks for some to another queue.
        if !skills.isEmpty, !added.isEmpty || route.settings.queue != nil, let queue {
            checkSkills(skills, in: queue, at: route.location, configuration)
        }
        for child in route.children { walk(child, queue: queue, skills: skills, configuration, &found) }
    }

    private func checkSkills(
        _ skills: [String], in name: String, at location: SourceLocation, _ configuration: Configuration
    ) {
        guard let queue = configuration.queues[name], !queue.agents.isEmpty else { return }
        let agents = queue.agents.compactMap { configuration.agents[$0] }
        guard !agents.contains(where: { agent in skills.allSatisfy(agent.skills.contains) }) else { return }
        context.problems.warning(
            location,
            skills.count == 1
                ? "nobody in queue “\(name)” has the skill “\(skills[0])”"
                : "nobody in queue “\(name)” has all the skills \(skills.map { "“\($0)”" }.joined(separator: ", "))")
    }
}
