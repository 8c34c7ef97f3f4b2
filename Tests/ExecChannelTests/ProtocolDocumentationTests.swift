import ChannelKit
import Foundation
import InboxDomain
import Testing

@testable import ExecChannel

/// Holds `docs/exec-protocol.md` and its schema against what is written and read.
@Suite struct ProtocolDocumentationTests {
    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    private static func page() throws -> String {
        try String(contentsOf: docs.appending(path: "exec-protocol.md"), encoding: .utf8)
    }

    /// The members that the schema has for each type of one side, and those of them that must be there.
    private static func members(of side: String) throws -> [String: (all: Set<String>, required: Set<String>)] {
        let schema = try JSONValue(
            parsing: [UInt8](Data(contentsOf: docs.appending(path: "exec-protocol.schema.json"))))
        guard case .array(let references)? = schema["$defs"]?[side]?["oneOf"] else { return [:] }
        var found: [String: (all: Set<String>, required: Set<String>)] = [:]
        for reference in references {
            let name = try #require(reference["$ref"]?.string?.split(separator: "/").last)
            let definition = try #require(schema["$defs"]?[String(name)])
            guard case .object(let properties)? = definition["properties"],
                case .array(let required)? = definition["required"]
            else { continue }
            let type = try #require(properties["type"]?["const"]?.string)
            found[type] = (Set(properties.members.map(\.name)), Set(required.compactMap(\.string)))
        }
        return found
    }

    private static func object(_ line: [UInt8]) throws -> JSONObject {
        guard case .object(let object) = try JSONValue(parsing: line) else { return JSONObject() }
        return object
    }

    @Test func theSchemaHasWhatWeWrite() throws {
        let message = OutgoingMessage(
            message: MessageID(1), conversation: ConversationID(2), threadKey: "t", recipient: "r", text: "x",
            idempotencyKey: "k")
        let lines = [
            ExecProtocol.hello(inbox: "i", settings: Secret("{}"), cursor: nil, stateDirectory: nil),
            ExecProtocol.ack("a"), ExecProtocol.send(message, id: 1), ExecProtocol.ping(1), ExecProtocol.stop,
            ExecProtocol.error(line: 1, id: nil, problem: "p"),
        ]
        let known = try Self.members(of: "from_inboxd")
        #expect(known.count == lines.count)
        for line in lines {
            let object = try Self.object(line)
            let type = try #require(object["type"]?.string)
            #expect(Set(object.members.map(\.name)) == known[type]?.all, "\(type)")
            #expect(known[type]?.all == known[type]?.required, "\(type)")
        }
    }

    @Test func theSessionOfThePageIsOfTheProtocol() throws {
        let page = try Self.page()
        let ours = try Self.members(of: "from_inboxd")
        let theirs = try Self.members(of: "from_adapter")
        var types: Set<String> = []
        for line in page.split(separator: "\n") where line.hasPrefix("> {") || line.hasPrefix("< {") {
            let bytes = Array(line.dropFirst(2).utf8)
            let object = try Self.object(bytes)
            let type = try #require(object["type"]?.string)
            let side = line.hasPrefix(">") ? ours : theirs
            let names = Set(object.members.map(\.name))
            #expect(names.isSubset(of: side[type]?.all ?? []), "\(line)")
            #expect(names.isSuperset(of: side[type]?.required ?? ["?"]), "\(line)")
            types.insert(type)
            guard line.hasPrefix("<") else { continue }
            guard case .event(let event) = try AdapterLine(bytes) else { continue }
            _ = try NormalizedEvent(json: JSONValue(parsing: event.body), receivedAt: Instant(milliseconds: 0))
        }
        #expect(types.count == 9)
    }

    @Test func everyTypeAndRuleStandsOnThePage() throws {
        let page = try Self.page()
        for side in ["from_inboxd", "from_adapter"] {
            for type in try Self.members(of: side).keys { #expect(page.contains("| `\(type)` |"), "\(type)") }
        }
        for rule in ConformanceRule.allCases { #expect(page.contains("`\(rule.rawValue)`"), "\(rule.rawValue)") }
    }

    @Test func theExampleOfThePageIsTheOneThatIsTested() throws {
        let example = try String(contentsOfFile: Child.example, encoding: .utf8)
        #expect(try Self.page().contains("```python\n\(example)```"))
    }
}
