/// Where a message goes, and why.
package struct RoutingDecision: Sendable {
    /// One node on the way, in the order in which they applied; the root is the first.
    package struct Step: Sendable, CustomStringConvertible {
        package var location: SourceLocation
        /// What matched; none at the root.
        package var matchers: [Matcher]
        /// What this node set, over what it inherited.
        package var settings: RouteSettings

        package init(location: SourceLocation, matchers: [Matcher], settings: RouteSettings) {
            self.location = location
            self.matchers = matchers
            self.settings = settings
        }

        /// The conditions in words, such as `channel: whatsapp and not subject: *newsletter*`.
        package var description: String {
            matchers.isEmpty ? "everything" : matchers.map(\.description).joined(separator: " and ")
        }

        /// What this node set, as it would be written: `queue: chat`, `priority: high`, `tags: vip`.
        package var sets: [String] {
            var sets: [String] = []
            if let queue = settings.queue { sets.append("queue: \(queue)") }
            if let priority = settings.priority { sets.append("priority: \(priority.rawValue)") }
            if let policy = settings.slaPolicy { sets.append("sla: \(policy)") }
            if !settings.tags.isEmpty { sets.append("tags: \(settings.tags.joined(separator: ", "))") }
            if !settings.skills.isEmpty { sets.append("skills: \(settings.skills.joined(separator: ", "))") }
            switch settings.autoReply {
            case .template(let name)?: sets.append("auto_reply: \(name)")
            case .off?: sets.append("auto_reply: none")
            case nil: break
            }
            return sets
        }
    }

    /// Empty where no node on the way sets one; the configuration sees to it that the root does.
    package var queue: String
    package var priority: Priority
    package var slaPolicy: String?
    /// Of all nodes on the way, each once, in the order in which they were first set.
    package var tags: [String]
    package var skills: [String]
    /// The name of the template with which the message is to be answered at once; nil for no automatic answer.
    package var autoReply: String?
    package var path: [Step]
    /// What did not go as the configuration means it, for people: predicates that failed, each with its place.
    package var notes: [String]

    package init(
        queue: String = "", priority: Priority = .normal, slaPolicy: String? = nil, tags: [String] = [],
        skills: [String] = [], autoReply: String? = nil, path: [Step] = [], notes: [String] = []
    ) {
        self.queue = queue
        self.priority = priority
        self.slaPolicy = slaPolicy
        self.tags = tags
        self.skills = skills
        self.autoReply = autoReply
        self.path = path
        self.notes = notes
    }

    mutating func take(_ step: Step) {
        let settings = step.settings
        queue = settings.queue ?? queue
        priority = settings.priority ?? priority
        slaPolicy = settings.slaPolicy ?? slaPolicy
        for tag in settings.tags where !tags.contains(tag) {
            tags.append(tag)
        }
        for skill in settings.skills where !skills.contains(skill) {
            skills.append(skill)
        }
        switch settings.autoReply {
        case .template(let name)?: autoReply = name
        case .off?: autoReply = nil
        case nil: break
        }
        path.append(step)
    }
}
