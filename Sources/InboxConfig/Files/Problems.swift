internal import InboxDomain

/// Collects what is wrong while the configuration is read, so that one run tells everything.
///
/// Belongs to one load; never shared.
final class Problems {
    private(set) var diagnostics: [Diagnostic] = []

    var count: Int { diagnostics.count }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func error(_ location: SourceLocation, _ message: String) {
        diagnostics.append(Diagnostic(.error, at: location, message))
    }

    func warning(_ location: SourceLocation, _ message: String) {
        diagnostics.append(Diagnostic(.warning, at: location, message))
    }

    /// Sorted by file, in the order in which the files were first met, then by place; each said once.
    func sorted(files: [String]) -> [Diagnostic] {
        let order = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<Diagnostic> = []
        return
            diagnostics
            .filter { seen.insert($0).inserted }
            .enumerated()
            .sorted { a, b in
                let x = a.element.location
                let y = b.element.location
                return (order[x.file] ?? .max, x.line, x.column, a.offset)
                    < (order[y.file] ?? .max, y.line, y.column, b.offset)
            }
            .map(\.element)
    }
}
