import Foundation
import InboxDomain
import Synchronization
import Testing

@testable import InboxCommands

/// What `channel new` makes is a channel as it stands.
@Suite struct ChannelSkeletonTests {
    @Test(arguments: ChannelSkeleton.Kind.allCases) func passesLintAndTest(_ kind: ChannelSkeleton.Kind) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "skeleton-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let made = await run(["channel", "new", "acme-chat", "--from", kind.rawValue, "--dir", folder])
        #expect(made.exit == 0, "\(made.text)")
        let lint = await run(["channel", "lint", "--strict", "\(folder)/acme-chat"])
        #expect(lint.exit == 0 && lint.text.isEmpty, "\(lint.text)")
        let test = await run(["channel", "test", "\(folder)/acme-chat"])
        #expect(test.exit == 0, "\(test.text)")
        #expect(test.text.split(separator: "\n").count { $0.hasPrefix("pass") } > 9)
        // Nothing is left of the place where it was written.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["acme-chat"])
    }

    @Test func itsTitleIsItsName() {
        #expect(ChannelSkeleton(name: "acme-chat-2", kind: .poll).title == "Acme chat 2")
    }

    private func run(_ arguments: [String]) async -> (exit: Int32, text: String) {
        let output = Mutex("")
        let session = Session(
            exchange: ScriptedExchange([]), environment: [:], terminal: .plain,
            now: { Instant(milliseconds: 1_772_442_000_000) },
            writeOutput: { text in output.withLock { $0 += text } },
            writeError: { text in output.withLock { $0 += text } }, readInput: { nil })
        let exit = await InboxCtl.run(arguments, session)
        return (exit, output.withLock { $0 })
    }
}
