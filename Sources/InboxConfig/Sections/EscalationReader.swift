internal import InboxDomain

/// Reads `escalate:` of an SLA policy.
struct EscalationReader {
    /// The steps of one clock are remembered as the bits of one number.
    private static let mostSteps = 64
    private static let momentForms = "a share such as 75%, or breach, breach+4h, breach-30m"

    let context: ReadingContext
    let targets: [Priority: [ClockKind: SLATarget]]

    /// Sorted by clock, otherwise in the order of the file.
    func read(_ node: ConfigNode) -> [EscalationStep] {
        guard case .list(let items) = node.content else {
            context.problems.error(node.location, "escalate takes a list of steps, not \(node.kind)")
            return []
        }
        var steps: [ClockKind: [EscalationStep]] = [:]
        for item in items {
            guard let step = step(item) else { continue }
            steps[step.clock, default: []].append(step)
            if steps[step.clock]?.count == Self.mostSteps + 1 {
                context.problems.error(
                    item.location, "\(step.clock.rawValue) has more than \(Self.mostSteps) escalation steps")
            }
        }
        return ClockKind.allCases.flatMap { steps[$0] ?? [] }
    }

    private func step(_ node: ConfigNode) -> EscalationStep? {
        guard var map = MapReader(node, "an escalation step", context.problems) else { return nil }
        defer { map.finish() }
        let clock = map.take("clock")
        let at = map.take("at")
        let todo = map.take("do")
        guard let clock, let at, let todo else {
            context.problems.error(
                node.location, "an escalation step has clock:, at: and do:, as {clock: resolution, at: breach, do: […]}"
            )
            return nil
        }
        let kind = context.values.choice(clock, "clock", as: ClockKind.self)
        let moment = moment(at)
        let actions = actions(todo)
        guard let kind, let moment else { return nil }
        if !targets.isEmpty, !targets.values.contains(where: { $0[kind] != nil }) {
            context.problems.warning(
                clock.location, "this step never fires: the policy has no target for \(kind.rawValue)")
        }
        return EscalationStep(clock: kind, moment: moment, actions: actions)
    }

    private func moment(_ node: ConfigNode) -> EscalationStep.Moment? {
        guard case .scalar(let text, _) = node.content, let moment = Self.moment(text) else {
            context.problems.error(node.location, "at takes \(Self.momentForms), not \(node.kind)")
            return nil
        }
        return moment
    }

    static func moment(_ text: String) -> EscalationStep.Moment? {
        if text.hasSuffix("%") { return thousandths(text.dropLast()).map { .fraction($0) } }
        guard text.hasPrefix("breach") else { return nil }
        let offset = text.dropFirst("breach".count)
        guard let sign = offset.first else { return .breach(offset: 0) }
        guard let length = try? DurationText.parse(String(offset.dropFirst())), length > 0 else { return nil }
        switch sign {
        case "+": return .breach(offset: length)
        case "-": return .breach(offset: -length)
        default: return nil
        }
    }

    /// `75` is 750, `12.5` is 125: above 0 and below 100.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            parts.count == 1 || parts[1].count == 1, let whole = Int(parts[0]), whole < 100
        else { return nil }
        let value = whole * 10 + (parts.count == 2 ? Int(parts[1]) ?? 0 : 0)
        return value > 0 ? value : nil
    }

    private func actions(_ node: ConfigNode) -> [EscalationStep.Action] {
        guard case .list(let items) = node.content else {
            context.problems.error(
                node.location, "do takes a list of actions such as [{priority: urgent}], not \(node.kind)")
            return []
        }
        return items.flatMap(actionsOfItem)
    }

    private func actionsOfItem(_ node: ConfigNode) -> [EscalationStep.Action] {
        guard var map = MapReader(node, "an action", context.problems) else { return [] }
        var actions: [EscalationStep.Action] = []
        if let node = map.take("priority"), let value = context.values.choice(node, "priority", as: Priority.self) {
            actions.append(.priority(value))
        }
        if let node = map.take("queue"),
            let name = context.reference(node, "queue", is: "queue", among: context.names.queues)
        {
            actions.append(.queue(name))
        }
        if let node = map.take("assign"),
            let name = context.reference(node, "assign", is: "agent", among: context.names.agents)
        {
            actions.append(.assign(name))
        }
        if let node = map.take("tag"), let tag = context.values.text(node, "tag") { actions.append(.tag(tag)) }
        if let node = map.take("note"), let note = context.values.text(node, "note") { actions.append(.note(note)) }
        if let node = map.take("notify") { actions.append(.notify(recipients(node))) }
        if let node = map.take("webhook"),
            let name = context.reference(node, "webhook", is: "webhook", among: context.names.webhooks)
        {
            actions.append(.webhook(name))
        }
        map.finish()
        return actions
    }

    private func recipients(_ node: ConfigNode) -> [String] {
        context.values.texts(node, "notify").map { text, location in
            if text != "assignee", !EmailAddress.isPlausible(text), !context.names.agents.contains(text) {
                context.problems.error(
                    location,
                    "notify takes assignee, agents and addresses: there is no agent “\(ConfigNode.shortened(text))”"
                        + Spelling.hint(for: text, among: context.names.agents.union(["assignee"])))
            }
            return text
        }
    }
}
