internal import Foundation
internal import InboxDomain
internal import Yams

/// Reads one YAML file into a `ConfigNode`, within limits that hold whatever the file says.
struct YAMLFile {
    static let largestFile = 4 << 20
    static let deepestNesting = 64
    /// Values of the tree after aliases are expanded.
    static let mostValues = 200_000

    let path: String
    let problems: Problems
    private var values = 0

    init(path: String, problems: Problems) {
        self.path = path
        self.problems = problems
    }

    /// The file's value; nil where it cannot be read or parsed, which is then among the problems. An empty file is an
    /// empty map.
    mutating func read() -> ConfigNode? {
        let whole = SourceLocation(file: path)
        let bytes: [UInt8]
        switch BoundedFile.read(path, limit: Self.largestFile) {
        case .success(let content): bytes = content
        case .failure(let problem):
            problems.error(whole, "the configuration cannot be read: \(problem.message)")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.error(whole, "the file is not UTF-8 text")
            return nil
        }
        return parse(text)
    }

    /// The same for the file's text.
    mutating func parse(_ text: String) -> ConfigNode? {
        let whole = SourceLocation(file: path)
        do {
            // Only the shape is taken from the parser; whether a scalar is a number is asked where one is wanted.
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                return ConfigNode(content: .map([]), location: SourceLocation(file: path, line: 1, column: 1))
            }
            return try convert(root, depth: 0)
        } catch let error as YamlError {
            report(error)
        } catch {
            let limit = error as? LimitReached
            problems.error(limit?.location ?? whole, limit?.message ?? "the file cannot be parsed")
        }
        return nil
    }

    private struct LimitReached: Error {
        var location: SourceLocation
        var message: String
    }

    private mutating func convert(_ node: Node, depth: Int) throws -> ConfigNode {
        let location = location(of: node)
        values += 1
        guard values <= Self.mostValues else {
            throw LimitReached(
                location: location,
                message: "the file holds more than \(Self.mostValues) values once its aliases are expanded")
        }
        guard depth <= Self.deepestNesting else {
            throw LimitReached(location: location, message: "values are nested deeper than \(Self.deepestNesting)")
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let isNothing = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return ConfigNode(
                content: isNothing ? .none : .scalar(scalar.string, isPlain: isPlain), location: location)
        case .sequence(let sequence):
            var items: [ConfigNode] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return ConfigNode(content: .list(items), location: location)
        case .mapping(let mapping):
            var entries: [ConfigNode.Entry] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw LimitReached(location: self.location(of: key), message: "a key must be plain text")
                }
                entries.append(
                    ConfigNode.Entry(
                        key: name.string, keyLocation: self.location(of: key),
                        value: try convert(value, depth: depth + 1)))
            }
            return ConfigNode(content: .map(entries), location: location)
        case .alias:
            throw LimitReached(location: location, message: "an alias stands for nothing")
        }
    }

    private func location(of node: Node) -> SourceLocation {
        guard let mark = node.mark else { return SourceLocation(file: path) }
        return SourceLocation(file: path, line: mark.line, column: mark.column)
    }

    private func report(_ error: YamlError) {
        func place(_ mark: Mark) -> SourceLocation {
            SourceLocation(file: path, line: max(mark.line, 1), column: max(mark.column, 1))
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let where_ = context.map { " (\($0.text), from \($0.mark.line):\($0.mark.column))" } ?? ""
            problems.error(place(mark), "not valid YAML: \(problem)\(where_)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "“\(ConfigNode.shortened($0))”" }.joined(separator: ", ")
            problems.error(place(context.mark), "the same key stands twice in this map: \(names)")
        case .reader(let problem, let offset, _, let yaml):
            problems.error(location(ofCharacter: offset ?? 0, in: yaml), "not valid YAML: \(problem)")
        default:
            problems.error(SourceLocation(file: path), "not valid YAML")
        }
    }

    private func location(ofCharacter offset: Int, in text: String) -> SourceLocation {
        let before = text.prefix(offset)
        let line = before.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
        return SourceLocation(file: path, line: line, column: column)
    }
}
