import ControlAPI
import InboxDomain

/// What `--verify` asks of a decision: `queue=chat,priority=urgent,sla=standard,tag=vip,skill=german`.
struct RouteExpectation {
    private enum Key: String, CaseIterable {
        case queue, priority, sla, tag, skill
        case autoReply = "auto_reply"
    }

    private var wanted: [(key: Key, value: String)] = []

    init(_ text: String) throws(CommandError) {
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            let words = Key.allCases.map(\.rawValue)
            guard pair.count == 2, let key = Key(rawValue: pair[0]) else {
                throw CommandError(
                    .usage, "--verify cannot ask for “\(part)”",
                    hint: "name=value, separated by commas; names: " + words.joined(separator: ", "))
            }
            wanted.append((key, pair[1]))
        }
    }

    /// Throws `verificationFailed` with all that differs.
    func check(_ decision: RouteDecision) throws(CommandError) {
        let differences = wanted.compactMap { key, value in
            let found =
                switch key {
                case .queue: [decision.queue]
                case .priority: [decision.priority]
                case .sla: decision.sla.map { [$0] } ?? []
                case .tag: decision.tags
                case .skill: decision.skills
                case .autoReply: decision.autoReply.map { [$0] } ?? []
                }
            return found.contains(value)
                ? nil : "\(key.rawValue) is \(found.isEmpty ? "none" : found.joined(separator: ", ")), not \(value)"
        }
        guard differences.isEmpty else {
            throw CommandError(.verificationFailed, differences.joined(separator: "; "))
        }
    }
}
