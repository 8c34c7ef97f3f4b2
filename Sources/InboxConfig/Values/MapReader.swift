internal import InboxDomain

/// Reads a map whose keys are known: hands them out one by one, then reports what is left over.
struct MapReader {
    let location: SourceLocation
    private let entries: [ConfigNode.Entry]
    private let what: String
    private let problems: Problems
    private var known: Set<String> = []

    /// Nil, and a problem, where `node` is no map. Nothing at all counts as an empty map.
    init?(_ node: ConfigNode, _ what: String, _ problems: Problems) {
        switch node.content {
        case .map(let entries): self.entries = entries
        case .none: entries = []
        default:
            problems.error(node.location, "\(what) takes a map of keys, not \(node.kind)")
            return nil
        }
        location = node.location
        self.what = what
        self.problems = problems
    }

    /// The value of `key`; nil where it is not there or has no value. The key is known from now on.
    mutating func take(_ key: String) -> ConfigNode? {
        known.insert(key)
        guard let value = entries.first(where: { $0.key == key })?.value else { return nil }
        if case .none = value.content { return nil }
        return value
    }

    /// Reports the keys that nothing asked for.
    func finish() {
        for entry in entries where !known.contains(entry.key) {
            problems.error(
                entry.keyLocation,
                "unknown key “\(ConfigNode.shortened(entry.key))” in \(what)\(Spelling.hint(for: entry.key, among: known))"
            )
        }
    }
}
