import Foundation
import Testing

/// Holds the imports in `Sources/` against `tools/layers.txt`; SwiftPM itself lets a target import what it likes.
@Suite struct LayerTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct Rule {
        /// The target's line in the file, which goes from the lowest to the highest.
        var place: Int
        var allowed: Set<String>
    }

    /// Free above layer 0, which imports nothing at all.
    static let platform: Set<String> = ["Foundation", "Dispatch", "Glibc", "Synchronization"]

    static func rules() throws -> [String: Rule] {
        let text = try String(contentsOf: root.appending(path: "tools/layers.txt"), encoding: .utf8)
        var rules: [String: Rule] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            let free = words[0] == "0" ? [] : platform
            rules[words[1]] = Rule(place: rules.count, allowed: free.union(words[2...]).subtracting(["-"]))
        }
        return rules
    }

    static func imports(of file: URL) throws -> [String] {
        let pattern =
            #/^\s*(?:@\w+(?:\(.*\))?\s+)*(?:package |public |internal |private |fileprivate )?import\s+(?:struct |class |enum |protocol |func |var |typealias )?(\w+)/#
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            line.firstMatch(of: pattern).map { String($0.1) }
        }
    }

    static func swiftFiles(in folder: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return all.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    @Test func everyTargetHasALayer() throws {
        let targets = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path)
        let rules = try Self.rules()
        for target in targets {
            #expect(rules[target] != nil, "\(target) is missing from tools/layers.txt")
        }
    }

    @Test func importsStayInsideTheirLayer() throws {
        let rules = try Self.rules()
        for (target, rule) in rules where !rule.allowed.contains("*") {
            for file in Self.swiftFiles(in: Self.root.appending(path: "Sources/\(target)")) {
                for module in try Self.imports(of: file) where !rule.allowed.contains(module) {
                    Issue.record("\(file.lastPathComponent) of \(target) imports \(module): not in tools/layers.txt")
                }
            }
        }
    }

    @Test func allowedImportsPointDownwards() throws {
        let rules = try Self.rules()
        for (target, rule) in rules {
            for module in rule.allowed {
                guard let other = rules[module] else { continue }
                #expect(other.place < rule.place, "\(target) may not import \(module): it stands no lower")
            }
        }
    }
}
