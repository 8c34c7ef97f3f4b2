import ControlAPI
import InboxDomain

/// A step of a routing decision as the history keeps it: the node's place, what matched, and each thing that it set,
/// with tabs between. Older entries have the place alone.
enum RouteStepText {
    /// Characters of what matched: a node may list thousands of addresses.
    private static let longest = 300

    static func write(_ step: RoutingDecision.Step) -> String {
        var match = step.description
        if match.count > longest { match = match.prefix(longest) + "…" }
        return (["\(step.location)", match] + step.sets).map { $0.replacing("\t", with: " ") }.joined(separator: "\t")
    }

    static func read(_ text: String) -> RouteDecision.Step {
        let parts = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return RouteDecision.Step(
            location: parts[0], match: parts.count > 1 ? parts[1] : "", sets: Array(parts.dropFirst(2)))
    }
}
