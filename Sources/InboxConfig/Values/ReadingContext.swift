internal import InboxDomain

/// What every section needs: where problems go, how values are read, which names there are.
struct ReadingContext {
    let problems: Problems
    let values: ValueReader
    let secrets: SecretReader
    let paths: PathResolver
    /// Nil where predicates on events cannot be compiled.
    let predicates: (any EventPredicateCompiler)?
    /// The names under each section as written, right or wrong: a mistake in an entry is told once, not again where
    /// the entry is used.
    var names: Names
    /// Holiday files as they stood when they were read.
    var readFiles = ReadFiles()

    struct Names {
        var calendars: Set<String> = []
        var policies: Set<String> = []
        var agents: Set<String> = []
        var queues: Set<String> = []
        var inboxes: Set<String> = []
        var autoReplies: Set<String> = []
        var webhooks: Set<String> = []
    }

    /// Reports `name` where it is not among `known`.
    func check(_ name: String, at location: SourceLocation, is kind: String, among known: Set<String>) {
        guard !known.contains(name) else { return }
        problems.error(
            location, "there is no \(kind) “\(ConfigNode.shortened(name))”\(Spelling.hint(for: name, among: known))")
    }

    /// The text of `node`, which must be one of `known`.
    func reference(_ node: ConfigNode, _ what: String, is kind: String, among known: Set<String>) -> String? {
        guard let name = values.text(node, what) else { return nil }
        check(name, at: node.location, is: kind, among: known)
        return name
    }

    /// The entries of a section that maps names to definitions; wrong names are reported and left out.
    func definitions(_ node: ConfigNode?, _ section: String, of kind: String) -> [ConfigNode.Entry] {
        guard let node else { return [] }
        switch node.content {
        case .none: return []
        case .map(let entries):
            return entries.filter { entry in
                guard !values.isName(entry.key) else { return true }
                problems.error(
                    entry.keyLocation,
                    "“\(ConfigNode.shortened(entry.key))” cannot name \(kind): "
                        + "names are letters, digits, “.”, “_” and “-”, at most 64")
                return false
            }
        default:
            problems.error(node.location, "\(section) takes a map from names to definitions, not \(node.kind)")
            return []
        }
    }
}
