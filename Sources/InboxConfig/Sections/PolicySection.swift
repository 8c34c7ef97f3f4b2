internal import InboxDomain

/// Reads `sla:`.
struct PolicySection {
    let context: ReadingContext

    func read(_ node: ConfigNode?) -> [String: SLAPolicy] {
        var policies: [String: SLAPolicy] = [:]
        for entry in context.definitions(node, "sla", of: "an SLA policy") {
            policies[entry.key] = policy(entry)
        }
        return policies
    }

    private func policy(_ entry: ConfigNode.Entry) -> SLAPolicy? {
        let problems = context.problems
        let values = context.values
        guard var map = MapReader(entry.value, "SLA policy “\(entry.key)”", problems) else { return nil }
        defer { map.finish() }
        var policy = SLAPolicy(name: entry.key, calendar: "", targets: [:])
        if let node = map.take("calendar") {
            policy.calendar =
                context.reference(node, "calendar", is: "calendar", among: context.names.calendars) ?? ""
        } else {
            problems.error(
                entry.keyLocation,
                "SLA policy “\(entry.key)” has no calendar\(Spelling.hint(for: "", among: context.names.calendars))")
        }
        if let node = map.take("pause_in") { policy.pauseIn = statuses(node) }
        if let node = map.take("targets") {
            policy.targets = targets(node)
        }
        if policy.targets.isEmpty {
            problems.warning(entry.keyLocation, "SLA policy “\(entry.key)” promises nothing: it has no targets")
        }
        if let node = map.take("out_of_hours"), let allowance = values.workingTime(node, "out_of_hours") {
            policy.outOfHoursAllowance = allowance
        }
        if let node = map.take("escalate") {
            policy.escalations = EscalationReader(context: context, targets: policy.targets).read(node)
        }
        return policy
    }

    private func statuses(_ node: ConfigNode) -> Set<ConversationStatus> {
        var statuses: Set<ConversationStatus> = []
        for (text, location) in context.values.texts(node, "pause_in") {
            // In the other statuses a clock runs, or has ended.
            guard let status = ConversationStatus(rawValue: text), status == .pending || status == .snoozed else {
                context.problems.error(
                    location, "pause_in takes pending and snoozed, not “\(ConfigNode.shortened(text))”")
                continue
            }
            statuses.insert(status)
        }
        return statuses
    }

    private func targets(_ node: ConfigNode) -> [Priority: [ClockKind: SLATarget]] {
        guard var map = MapReader(node, "targets", context.problems) else { return [:] }
        defer { map.finish() }
        var targets: [Priority: [ClockKind: SLATarget]] = [:]
        for priority in Priority.allCases.reversed() {
            guard let node = map.take(priority.rawValue),
                var clocks = MapReader(node, "targets of \(priority.rawValue)", context.problems)
            else { continue }
            for kind in ClockKind.allCases {
                guard let node = clocks.take(kind.rawValue), let target = target(node, kind.rawValue) else { continue }
                targets[priority, default: [:]][kind] = target
            }
            clocks.finish()
        }
        return targets
    }

    /// `4h`, `{working: 4h}`, `{real: 14d}`, `{earlier: {working: 8h, real: 2d}}` or `{later: …}`.
    private func target(_ node: ConfigNode, _ what: String) -> SLATarget? {
        guard case .map = node.content else {
            return context.values.workingTime(node, what, isTarget: true).map { .working($0) }
        }
        guard var map = MapReader(node, what, context.problems) else { return nil }
        defer { map.finish() }
        let working = map.take("working")
        let real = map.take("real")
        let earlier = map.take("earlier")
        let later = map.take("later")
        switch (working, real, earlier, later) {
        case (let node?, nil, nil, nil):
            return context.values.workingTime(node, "working").map { .working($0) }
        case (nil, let node?, nil, nil):
            return context.values.duration(node, "real", in: 1...(3650 * 86_400)).map { .real($0 * 1000) }
        case (nil, nil, let node?, nil):
            return both(node, "earlier").map { .earlier(working: $0.working, real: $0.real) }
        case (nil, nil, nil, let node?):
            return both(node, "later").map { .later(working: $0.working, real: $0.real) }
        default:
            context.problems.error(
                node.location,
                "\(what) takes working time such as 4h, or one of {working: 4h}, {real: 14d}, "
                    + "{earlier: {working: 8h, real: 2d}} and {later: {working: 8h, real: 2d}}")
            return nil
        }
    }

    private func both(_ node: ConfigNode, _ what: String) -> (working: Int64, real: Int64)? {
        guard var map = MapReader(node, what, context.problems) else { return nil }
        defer { map.finish() }
        guard let working = map.take("working"), let real = map.take("real") else {
            context.problems.error(node.location, "\(what) takes both times: {working: 8h, real: 2d}")
            return nil
        }
        let workingTime = context.values.workingTime(working, "working")
        let realTime = context.values.duration(real, "real", in: 1...(3650 * 86_400))
        guard let workingTime, let realTime else { return nil }
        return (workingTime, realTime * 1000)
    }
}
