import ChannelKit

/// A path below `/in/<inbox>`, with names for some of its segments: `/_matrix/app/v1/transactions/{txnId}`.
struct PathPattern: Sendable, Hashable {
    private enum Segment: Sendable, Hashable {
        case literal(String)
        case named(String)
    }

    private let segments: [Segment]

    /// Nil where the text does not begin with a slash, or has a name that is empty or comes twice. `""` is nothing at all.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
            part.hasPrefix("{") && part.hasSuffix("}") && part.utf8.count > 1
                ? .named(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
        let names = names
        guard !names.contains(""), Set(names).count == names.count else { return nil }
    }

    var names: [String] {
        segments.compactMap { if case .named(let name) = $0 { name } else { nil } }
    }

    /// The named segments, percent-decoded; nil where the path is another one. A named segment is never empty.
    func values(in path: String) -> [(name: String, value: String)]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.count == segments.count, path.isEmpty || path.hasPrefix("/") else { return nil }
        var values: [(name: String, value: String)] = []
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let text): if part != text { return nil }
            case .named(let name):
                if part.isEmpty { return nil }
                values.append((name, FormFields.decodePercent(part.utf8)))
            }
        }
        return values
    }
}
