package import BusinessTime
package import InboxDomain

/// Policies as text that outlives the configuration: what was in force is read back from it, when it is no more.
package enum RulesArchive {
    /// A policy with its calendar, holidays of files spelled out. Equal rules give equal text.
    package static func text(of policy: SLAPolicy, calendar: Calendar, zone: String) -> String {
        let names = Names(policy)
        var entries: [(key: String, value: YAMLValue)] = [
            ("calendars", .map([(policy.calendar, ConfigurationWriter.calendar(calendar, zone: zone))])),
            ("sla", .map([(policy.name, SLAWriter.policy(policy))])),
            ("queues", .texts(names.queues.sorted())),
            ("agents", .texts(names.agents.sorted())),
        ]
        // Only where there are some: texts from before there were webhooks stay equal.
        if !names.webhooks.isEmpty { entries.append(("webhooks", .texts(names.webhooks.sorted()))) }
        return YAMLValue.map(entries).document
    }

    /// Nil where the text is not one that `text` wrote, or its time zone is gone from this machine.
    package static func rules(from text: String) -> SLARules? {
        let problems = Problems()
        var reader = YAMLFile(path: "archive", problems: problems)
        guard let root = reader.parse(text) else { return nil }
        func names(_ key: String) -> Set<String> {
            guard case .list(let items)? = root.entry(key)?.value.content else { return [] }
            return Set(items.compactMap { if case .scalar(let text, _) = $0.content { text } else { nil } })
        }
        func keys(_ key: String) -> Set<String> {
            guard case .map(let entries)? = root.entry(key)?.value.content else { return [] }
            return Set(entries.map(\.key))
        }
        let paths = PathResolver(mainFile: "archive", folder: "/")
        let context = ReadingContext(
            problems: problems, values: ValueReader(problems: problems),
            secrets: SecretReader(
                environment: [:], credentialsDirectory: nil, paths: paths, problems: problems, isNeeded: false),
            paths: paths, predicates: nil,
            names: ReadingContext.Names(
                calendars: keys("calendars"), policies: keys("sla"), agents: names("agents"), queues: names("queues"),
                webhooks: names("webhooks")))
        let calendars = CalendarSection(context: context).read(root.entry("calendars")?.value).calendars
        let policies = PolicySection(context: context).read(root.entry("sla")?.value)
        guard !problems.hasErrors, let policy = policies.values.first, let calendar = calendars[policy.calendar] else {
            return nil
        }
        return SLARules(policy: policy, workingTime: calendar)
    }

    /// What the steps of a policy name.
    private struct Names {
        var queues: Set<String> = []
        var agents: Set<String> = []
        var webhooks: Set<String> = []

        init(_ policy: SLAPolicy) {
            for action in policy.escalations.flatMap(\.actions) {
                switch action {
                case .queue(let queue): queues.insert(queue)
                case .assign(let agent): agents.insert(agent)
                case .notify(let recipients): agents.formUnion(recipients)
                case .webhook(let name): webhooks.insert(name)
                case .priority, .tag, .note: break
                }
            }
        }
    }
}
