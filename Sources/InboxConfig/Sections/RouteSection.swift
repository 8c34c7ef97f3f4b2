internal import BusinessTime
internal import InboxDomain

/// Reads `routes:`.
struct RouteSection {
    let context: ReadingContext
    let calendars: [String: Calendar]

    /// The root sets a queue and a priority. Without `routes:` everything goes to the only queue there is.
    func read(_ node: ConfigNode?) -> Route {
        guard let node else { return implied() }
        guard var map = MapReader(node, "routes", context.problems) else { return Route() }
        for key in ["match", "continue"] {
            guard let node = map.take(key) else { continue }
            context.problems.error(node.location, "the root of the routes matches everything: move “\(key)” to a child")
        }
        var route = route(&map)
        map.finish()
        if route.settings.priority == nil { route.settings.priority = .normal }
        if route.settings.queue == nil {
            if context.names.queues.count == 1 {
                route.settings.queue = context.names.queues.first
            } else {
                context.problems.error(
                    node.location,
                    "the root of the routes sets no queue\(Spelling.hint(for: "", among: context.names.queues))")
            }
        }
        return route
    }

    private func implied() -> Route {
        if context.names.queues.count != 1 {
            context.problems.error(
                SourceLocation(file: context.paths.mainFile),
                context.names.queues.isEmpty
                    ? "there is no queue: write queues: and at least one, such as {general: {}}"
                    : "there are no routes: write routes: and the queue that everything goes to")
        }
        return Route(settings: RouteSettings(queue: context.names.queues.first, priority: .normal))
    }

    private func route(_ map: inout MapReader) -> Route {
        let values = context.values
        var settings = RouteSettings()
        if let node = map.take("queue") {
            settings.queue = context.reference(node, "queue", is: "queue", among: context.names.queues)
        }
        if let node = map.take("priority") { settings.priority = values.choice(node, "priority", as: Priority.self) }
        if let node = map.take("sla") {
            settings.slaPolicy = context.reference(node, "sla", is: "SLA policy", among: context.names.policies)
        }
        if let node = map.take("tags") { settings.tags = values.texts(node, "tags").map(\.text) }
        if let node = map.take("skills") { settings.skills = values.texts(node, "skills").map(\.text) }
        if let node = map.take("auto_reply") {
            settings.autoReply = AutoReplySection(context: context).reference(node)
        }
        let children = map.take("children").map(children) ?? []
        return Route(settings: settings, children: children, location: map.location)
    }

    private func children(_ node: ConfigNode) -> [Route] {
        guard case .list(let items) = node.content else {
            context.problems.error(node.location, "children takes a list of routes, not \(node.kind)")
            return []
        }
        var children: [Route] = []
        var shadow: SourceLocation?
        for item in items {
            guard let (child, matchesAll) = child(item) else { continue }
            if let shadow {
                context.problems.warning(
                    child.location, "nothing gets here: the route at \(shadow) matches everything and does not continue"
                )
            } else if matchesAll, !child.continues {
                shadow = child.location
            }
            children.append(child)
        }
        return children
    }

    private func child(_ node: ConfigNode) -> (Route, matchesAll: Bool)? {
        guard var map = MapReader(node, "a route", context.problems) else { return nil }
        defer { map.finish() }
        let match = map.take("match")
        let matchers = match.map { MatcherReader(context: context, calendars: calendars).read($0) } ?? []
        let continues = map.take("continue").flatMap { context.values.flag($0, "continue") } ?? false
        var route = route(&map)
        route.matchers = matchers
        route.continues = continues
        // A matcher that could not be read leaves none, which is not the same as none written.
        if let match, case .map(let entries) = match.content, entries.isEmpty {
            context.problems.warning(match.location, "an empty match matches everything")
            return (route, true)
        }
        return (route, match == nil)
    }
}
