import Foundation
import Testing
import Yams

/// `docs/openapi.yaml`, as far as the tests look at it.
struct OpenAPIDocument {
    struct Operation: Hashable {
        var id: String
        var method: String
        var path: String
        var role: String
        var query: Set<String>
        var body: Set<String>
    }

    private typealias Node = [String: Any]
    private let root: Node

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/openapi.yaml")
        root = try #require(try Yams.load(yaml: String(contentsOf: file, encoding: .utf8)) as? Node)
    }

    var operations: Set<Operation> {
        var found: Set<Operation> = []
        for (path, item) in root["paths"] as? Node ?? [:] {
            for (method, value) in item as? Node ?? [:] where method != "parameters" {
                let node = value as? Node ?? [:]
                let query = (node["parameters"] as? [Node] ?? []).compactMap { $0["name"] as? String }
                let schema = Self.dig(node, "requestBody", "content", "application/json", "schema", "properties")
                found.insert(
                    Operation(
                        id: node["operationId"] as? String ?? "", method: method.uppercased(), path: path,
                        role: node["x-role"] as? String ?? "", query: Set(query), body: Set((schema ?? [:]).keys)))
            }
        }
        return found
    }

    /// What an answer has that the document does not know, or lacks that it promises: places such as `items.0.name`.
    func problems(of answer: Any, to operation: String) -> [String] {
        for (_, item) in root["paths"] as? Node ?? [:] {
            for (_, value) in item as? Node ?? [:] {
                guard let node = value as? Node, node["operationId"] as? String == operation else { continue }
                let schema = Self.dig(node, "responses", "200", "content", "application/json", "schema")
                return problems(answer, schema ?? [:], at: operation)
            }
        }
        return ["there is no operation \(operation)"]
    }

    private func problems(_ value: Any, _ schema: Node, at place: String) -> [String] {
        let schema = resolved(schema)
        if let list = value as? [Any] {
            let items = schema["items"] as? Node ?? [:]
            return schema["type"] as? String != "array"
                ? ["\(place): is a list"]
                : list.enumerated().flatMap { problems($1, items, at: "\(place).\($0)") }
        }
        guard let object = value as? Node else {
            let expected = schema["type"] as? String ?? ""
            let fits =
                value is String ? expected == "string" : value is NSNumber && !["array", "object"].contains(expected)
            return fits ? [] : ["\(place): is no \(expected)"]
        }
        let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
        let known = schema["properties"] as? Node
        let others = schema["additionalProperties"] as? Node
        return missing.map { "\(place).\($0): is missing" }
            + object.flatMap { key, value -> [String] in
                if let property = known?[key] as? Node { return problems(value, property, at: "\(place).\(key)") }
                if let others { return problems(value, others, at: "\(place).\(key)") }
                return known == nil ? [] : ["\(place).\(key): is not in the document"]
            }
    }

    private func resolved(_ schema: Node) -> Node {
        guard let name = (schema["$ref"] as? String)?.split(separator: "/").last else { return schema }
        return Self.dig(root, "components", "schemas", String(name)) ?? [:]
    }

    private static func dig(_ node: Node, _ keys: String...) -> Node? {
        keys.reduce(node) { ($0 ?? [:])[$1] as? Node }
    }
}
