import Foundation
import InboxDomain
import Synchronization
import Testing
import Transport

@testable import InboxCommands

/// Runs the examples of pages of the handbook: what a page says that a command prints is what it prints.
///
/// A fenced block with a file's name (` ```yaml inboxd.yaml `) is that file. A `console` block is commands, each after
/// `$ `, with what they print below: those of `inboxctl`, and `rm -r`. Paths that begin with `./` are in the reader's folder.
/// With `UPDATE_CASES=1` in the environment the page is written anew: read the diff.
@Suite struct HandbookExampleTests {
    static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    @Test(arguments: [("sla.md", 15), ("write-a-channel.md", 9)]) func thePagePrintsWhatTheProgramPrints(
        name: String, atLeast: Int
    ) async throws {
        let page = Self.docs.appending(path: name)
        let text = try String(contentsOf: page, encoding: .utf8)
        let folder = FileManager.default.temporaryDirectory.appending(path: "inboxd-handbook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var written: [String] = []
        var block: [String]?
        var title = ""
        var commands = 0
        for line in text.components(separatedBy: "\n") {
            guard line.hasPrefix("```") else {
                if block != nil { block?.append(line) } else { written.append(line) }
                continue
            }
            guard let lines = block else {
                title = String(line.dropFirst(3))
                block = []
                written.append(line)
                continue
            }
            block = nil
            if title == "console" {
                for command in lines where command.hasPrefix("$ ") {
                    written.append(command)
                    written += try await run(command, in: folder)
                    commands += 1
                }
            } else {
                if let name = title.split(separator: " ").dropFirst().first {
                    let file = folder.appending(path: String(name))
                    try FileManager.default.createDirectory(
                        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
                }
                written += lines
            }
            written.append(line)
        }
        #expect(commands >= atLeast)
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            try written.joined(separator: "\n").write(to: page, atomically: true, encoding: .utf8)
            return
        }
        for (found, expected) in zip(written, text.components(separatedBy: "\n")) where found != expected {
            Issue.record("the page says “\(expected)”, the program “\(found)”")
            return
        }
        #expect(written.count == text.components(separatedBy: "\n").count)
    }

    private func run(_ line: String, in folder: URL) async throws -> [String] {
        let output = Mutex("")
        let session = Session(
            exchange: ScriptedExchange([]), environment: [:], terminal: TerminalTraits(width: nil, colour: false),
            now: { Instant(milliseconds: 1_772_442_000_000) },
            writeOutput: { text in output.withLock { $0 += text } },
            writeError: { text in output.withLock { $0 += text } }, readInput: { nil })
        let words = try CommandCase.words(line).map { word in
            if word.hasPrefix("./") { return folder.path + word.dropFirst() }
            return word.hasSuffix(".yaml") || word.hasSuffix(".jsonl") ? folder.appending(path: word).path : word
        }
        if words.first == "rm" {
            try FileManager.default.removeItem(atPath: try #require(words.last))
            return []
        }
        _ = await InboxCtl.run(Array(words.dropFirst()), session)
        let text = output.withLock { $0.replacing(folder.path, with: ".") }
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
