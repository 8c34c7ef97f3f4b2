import ControlAPI

/// A routing decision for people.
enum RouteText {
    static func lines(_ decision: RouteDecision, _ style: Style) -> [String] {
        var fields = FieldList()
        fields.add("queue", decision.queue, .strong)
        fields.add("priority", decision.priority)
        fields.add("sla", decision.sla)
        fields.add("tags", decision.tags.joined(separator: ", "))
        fields.add("skills", decision.skills.joined(separator: ", "))
        fields.add("auto reply", decision.autoReply)
        for node in decision.path { fields.add("because", step(node)) }
        for note in decision.notes ?? [] { fields.add("but", note, .caution) }
        return fields.lines(style)
    }

    /// `routes.yaml:12:5: channel: whatsapp → queue: chat, priority: urgent`
    static func step(_ step: RouteDecision.Step) -> String {
        step.location + (step.match.isEmpty ? "" : ": \(step.match)")
            + (step.sets.isEmpty ? "" : " → " + step.sets.joined(separator: ", "))
    }
}
