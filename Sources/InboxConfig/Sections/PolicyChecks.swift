internal import BusinessTime
internal import InboxDomain

/// What only shows once every section is read: policies that nothing uses, or whose time never passes.
struct PolicyChecks {
    let context: ReadingContext

    /// - Parameter policies: The section `sla:`, for the places.
    func check(_ configuration: Configuration, policies: ConfigNode?) {
        guard let policies, case .map(let entries) = policies.content else { return }
        var used = Set(configuration.queues.values.compactMap(\.slaPolicy))
        collect(configuration.routes, into: &used)
        for entry in entries {
            if !used.contains(entry.key) {
                context.problems.warning(
                    entry.keyLocation, "SLA policy “\(entry.key)” is not used: no queue and no route names it")
            }
            guard let policy = configuration.policies[entry.key],
                let calendar = configuration.calendars[policy.calendar], calendar.neverOpens
            else { continue }
            context.problems.error(
                entry.value.entry("calendar")?.value.location ?? entry.keyLocation,
                "calendar “\(policy.calendar)” never opens: the clocks of “\(entry.key)” would never fall due")
        }
    }

    private func collect(_ route: Route, into used: inout Set<String>) {
        if let policy = route.settings.slaPolicy { used.insert(policy) }
        for child in route.children { collect(child, into: &used) }
    }
}
