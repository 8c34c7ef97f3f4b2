import ControlAPI

/// A routing decision for people.
enum RouteText {
    static func lines(_ decision: RouteDecision, _ style: Style) -> [String] {
        var lines = [
            "queue     " + style.paint(DisplayText.clean(decision.queue), .strong),
            "priority  " + decision.priority,
        ]
        if let sla = decision.sla { lines.append("sla       " + DisplayText.clean(sla)) }
        if !decision.tags.isEmpty {
            lines.append("tags      " + DisplayText.clean(decision.tags.joined(separator: ", ")))
        }
        if !decision.skills.isEmpty {
            lines.append("skills    " + DisplayText.clean(decision.skills.joined(separator: ", ")))
        }
        return lines + decision.path.map { "because   " + DisplayText.clean(step($0)) }
    }

    /// `routes.yaml:12:5: channel: whatsapp: queue chat, priority urgent`
    static func step(_ step: RouteDecision.Step) -> String {
        "\(step.location): \(step.match.isEmpty ? "everything" : step.match)"
            + (step.sets.isEmpty ? "" : " → " + step.sets.joined(separator: ", "))
    }
}
