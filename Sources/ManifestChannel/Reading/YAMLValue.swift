import ChannelKit
import InboxDomain
import Yams

/// Where the problems of one file are gathered, so that all can be shown at once.
final class DiagnosticList {
    private(set) var diagnostics: [Diagnostic] = []

    func add(_ message: String, at location: SourceLocation) {
        diagnostics.append(Diagnostic(at: location, message))
    }
}

/// One value of a YAML file, with its place. Reading it as what it is not gives nil, and a diagnostic.
struct YAMLValue {
    let node: Node
    let file: String
    let problems: DiagnosticList

    var location: SourceLocation {
        SourceLocation(file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    }

    func report(_ message: String) {
        problems.add(message, at: location)
    }

    private func nested(_ node: Node) -> YAMLValue {
        YAMLValue(node: node, file: file, problems: problems)
    }

    /// The text of a scalar, as written; nil for anything else.
    var scalar: String? { node.scalar?.string }

    var isMapping: Bool { node.mapping != nil }

    var isSequence: Bool { node.sequence != nil }

    /// A plain `null`, `~` or nothing at all.
    var isNull: Bool { json == .null }

    func text() -> String? {
        guard let scalar, !isNull else {
            report("this must be a text")
            return nil
        }
        return scalar
    }

    func flag() -> Bool? {
        guard case .bool(let flag) = json else {
            report("this must be true or false")
            return nil
        }
        return flag
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let number = json.integer, let integer = Int(exactly: number), range.contains(integer) else {
            report("this must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return integer
    }

    func word<Word: RawRepresentable & CaseIterable>(of type: Word.Type) -> Word? where Word.RawValue == String {
        if let scalar, let word = Word(rawValue: scalar) { return word }
        let known = Word.allCases.map(\.rawValue)
        var message = "this must be one of \(known.joined(separator: ", "))"
        if let scalar, let near = Spelling.nearest(to: scalar, among: known) {
            message = "\"\(scalar)\" is not known; did you mean \"\(near)\"?"
        }
        report(message)
        return nil
    }

    func mapping() -> YAMLMapping? {
        guard let mapping = node.mapping else {
            report("this must be a mapping of keys to values")
            return nil
        }
        let entries = mapping.map { (key: $0.key.scalar?.string ?? "", place: nested($0.key), value: nested($0.value)) }
        return YAMLMapping(self, entries)
    }

    /// The elements of a list.
    func list() -> [YAMLValue] {
        guard let sequence = node.sequence else {
            report("this must be a list")
            return []
        }
        return sequence.map(nested)
    }

    /// The elements of a list, or the value alone.
    func listOrOne() -> [YAMLValue] {
        node.sequence?.map(nested) ?? [self]
    }

    /// The value as JSON. Plain words are null, true, false and numbers as in JSON; all other scalars are texts, also what
    /// older YAML takes for dates, octal numbers or `yes`.
    var json: JSONValue {
        switch node {
        case .scalar(let scalar):
            guard scalar.style == .plain else { return .string(scalar.string) }
            switch scalar.string {
            case "", "~", "null": return .null
            case "true": return .bool(true)
            case "false": return .bool(false)
            default:
                if case .number(let number)? = try? JSONValue(parsing: scalar.string) { return .number(number) }
                return .string(scalar.string)
            }
        case .sequence(let sequence): return .array(sequence.map { nested($0).json })
        case .mapping(let mapping):
            return .object(mapping.map { ($0.key.scalar?.string ?? "", nested($0.value).json) })
        case .alias: return .null
        }
    }
}

/// The keys of a mapping. Each is asked for by name; `finish` reports those that nobody asked for.
final class YAMLMapping {
    typealias Entry = (key: String, place: YAMLValue, value: YAMLValue)

    let value: YAMLValue
    private let entries: [Entry]
    private var known: [String] = []

    init(_ value: YAMLValue, _ entries: [Entry]) {
        self.value = value
        self.entries = entries
    }

    var keys: [String] { entries.map(\.key) }

    /// Every entry, for mappings whose keys are names: nothing of them is unknown.
    var all: [Entry] { entries }

    /// The value under a key; nil where it is missing or null.
    subscript(_ key: String) -> YAMLValue? {
        known.append(key)
        guard let value = entries.first(where: { $0.key == key })?.value, !value.isNull else { return nil }
        return value
    }

    func required(_ key: String) -> YAMLValue? {
        let value = self[key]
        if value == nil { self.value.report("\"\(key)\" is missing here") }
        return value
    }

    func finish() {
        for entry in entries where !known.contains(entry.key) {
            var message = "unknown key \"\(entry.key)\""
            if let near = Spelling.nearest(to: entry.key, among: known) {
                message += "; did you mean \"\(near)\"?"
            } else {
                message += "; known here are: \(known.joined(separator: ", "))"
            }
            entry.place.report(message)
        }
    }
}
