import Foundation
import Testing

/// A golden case of text that is read: one file, under a line `=== ` with its kind the input, and under the line
/// `=== expect` what must come out. Neither has the line feed that ends its section.
///
/// In an input, `\0`, `\r` and `\t` in angle quotes stand for themselves: `‹0›`, `‹r›`, `‹t›`, and `‹_›` for a space at
/// the end of a line.
struct TextCase: CustomTestStringConvertible, Sendable {
    var name: String
    var kind: String
    var input: String
    var expected: String

    var testDescription: String { name }

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    static func all(in folder: String) -> [TextCase] {
        let folder = fixtures.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".case") }.sorted().compactMap { name in
            guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8),
                let parts = text.components(separatedBy: "\n=== expect\n") as [String]?, parts.count == 2,
                let head = parts[0].firstIndex(of: "\n"), parts[0].hasPrefix("=== ")
            else { return nil }
            var input = String(parts[0][parts[0].index(after: head)...])
            for (mark, meaning) in ["‹0›": "\0", "‹r›": "\r", "‹t›": "\t", "‹_›": " "] {
                input = input.replacingOccurrences(of: mark, with: meaning)
            }
            return TextCase(
                name: String(name.dropLast(5)), kind: String(parts[0][..<head].dropFirst(4)), input: input,
                expected: parts[1].hasSuffix("\n") ? String(parts[1].dropLast()) : parts[1])
        }
    }
}
