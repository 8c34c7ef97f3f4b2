import ArgumentParser
import Foundation
import Testing

@testable import InboxCommands

/// Holds `docs/cli.md` against the command tree: every command has an example, and every example is one.
@Suite struct CommandDocumentationTests {
    static let examples: [String] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/cli.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0.hasPrefix("    inboxctl ") }.map { line in
            String(line.dropFirst("    inboxctl ".count).prefix { $0 != "<" || line.contains("'") })
        }
    }()

    private static func leaves(
        of command: any ParsableCommand.Type, at path: [String] = []
    ) -> [String] {
        let subcommands = command.configuration.subcommands
        guard !subcommands.isEmpty else { return [path.joined(separator: " ")] }
        return subcommands.flatMap { leaves(of: $0, at: path + [CommandTree.name(of: $0)]) }
    }

    @Test(arguments: leaves(of: RootCommand.self)) func hasAnExample(command: String) {
        #expect(Self.examples.contains { $0 == command || $0.hasPrefix(command + " ") })
    }

    @Test(arguments: examples) func isACommand(example: String) throws {
        let command = try RootCommand.parseAsRoot(try CommandCase.words(example))
        #expect(command is any SessionCommand)
    }
}
