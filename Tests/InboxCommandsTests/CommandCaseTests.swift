import Foundation
import Glibc
import InboxDomain
import Synchronization
import Testing
import Transport

@testable import InboxCommands

/// Every file under `Cases/`: what is printed, what is asked, and the exit code, byte by byte.
///
/// With `UPDATE_CASES=1` in the environment, the expectations are written anew instead: read the diff.
@Suite struct CommandCaseTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
    /// What `FIXTURES` in a case stands for. `TEMPORARY` is a folder of the case's own, gone with it.
    static let fixtures = folder.deletingLastPathComponent().appending(path: "Fixtures").path

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".case") }.sorted()

    init() {
        // As the program does: what it runs may end before it has read all.
        signal(SIGPIPE, SIG_IGN)
    }

    @Test func thereAreCases() {
        #expect(!Self.names.isEmpty)
    }

    @Test(arguments: names) func prints(name: String) async throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let expected = try CommandCase(text)
        let result = await run(expected)
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            let head = text.components(separatedBy: "\n--- exit")[0]
            let tail = "\n--- exit \(result.exit)\n--- out\n\(result.out)\n--- err\n\(result.err)\n"
            try (head + tail).write(to: Self.folder.appending(path: name), atomically: true, encoding: .utf8)
            return
        }
        #expect(result.asked == expected.exchanges.map(\.request))
        #expect(result.exit == expected.exit)
        #expect(result.out == expected.out)
        #expect(result.err == expected.err)
    }

    struct Result {
        var asked: [String]
        var exit: Int32
        var out: String
        var err: String
    }

    private func run(_ command: CommandCase) async -> Result {
        let temporary = FileManager.default.temporaryDirectory.appending(path: "inboxctl-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        let exchange = ScriptedExchange(command.exchanges.map(\.answer))
        let out = Output()
        let err = Output()
        let traits = command.terminal.split(separator: " ")
        let session = Session(
            exchange: exchange, environment: ["INBOXD_SOCKET": "/run/test.sock", "DEMO_TOKEN": "t0ken"],
            terminal: TerminalTraits(width: traits.first.flatMap { Int($0) }, colour: traits.contains("colour")),
            // 2026-03-02T09:00:00Z
            now: { Instant(milliseconds: 1_772_442_000_000) }, writeOutput: out.write, writeError: err.write,
            readInput: { command.input })
        let arguments = command.arguments.map {
            $0.replacing("FIXTURES", with: Self.fixtures).replacing("TEMPORARY", with: temporary)
        }
        let exit = await InboxCtl.run(arguments, session)
        return Result(
            asked: exchange.asked, exit: exit, out: Self.portable(out.trimmed, temporary),
            err: Self.portable(err.trimmed, temporary))
    }

    private static func portable(_ text: String, _ temporary: String) -> String {
        text.replacing(fixtures, with: "FIXTURES").replacing(temporary, with: "TEMPORARY")
    }

    /// Gathers what is written.
    private final class Output: Sendable {
        private let text = Mutex("")

        @Sendable func write(_ more: String) {
            text.withLock { $0 += more }
        }

        /// Without the last newline, which the form of a case takes up.
        var trimmed: String {
            text.withLock { text in text.hasSuffix("\n") ? String(text.dropLast()) : text }
        }
    }
}
