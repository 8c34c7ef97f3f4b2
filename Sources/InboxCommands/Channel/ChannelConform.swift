import ArgumentParser
import ChannelKit
import ExecChannel
import Foundation
import InboxDomain
import ManifestChannel

struct ChannelConform: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "conform", abstract: "Tries an adapter, a program in any language, against the protocol.",
        discussion: """
            Runs the command four times as the daemon would, with its limits and a state directory of its own, and judges \
            each rule of docs/exec-protocol.md. Exits with 5 where one is broken. A message is sent to --recipient, which \
            is nobody unless you name somebody.
            """)

    @Option(
        help: ArgumentHelp(
            "The adapter's settings, a mapping of YAML; secrets as plain text.", valueName: "file"))
    var settings: String?

    @Option(help: ArgumentHelp("Whom the test messages are sent to.", valueName: "address"))
    var recipient = "conformance-test"

    @Option(
        help: ArgumentHelp(
            "A program that makes somebody write to the adapter; run once it has said hello.", valueName: "program"))
    var provoke: String?

    @Option(help: ArgumentHelp("Seconds to wait for an event.", valueName: "seconds"))
    var wait: Double = 10

    @Option(help: ArgumentHelp("The adapter's address space, instead of 256MiB.", valueName: "size"))
    var memory: String?

    @OptionGroup var options: GlobalOptions

    @Argument(parsing: .postTerminator, help: "After --: the adapter's program and its arguments.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("name the adapter's program after --: inboxctl channel conform -- python3 adapter.py")
        }
        guard 0...600 ~= wait else { throw ValidationError("--wait takes 0 to 600 seconds") }
        if let memory, AdapterFolder.bytes(memory) == nil { throw ValidationError("--memory takes a size, as 256MiB") }
    }

    func run(_ session: Session) async throws {
        let state = try Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: state) }
        var kit = ConformanceKit(
            command: command, settings: try given(session), stateDirectory: state,
            memory: memory.flatMap(AdapterFolder.bytes))
        kit.recipient = recipient
        kit.eventSeconds = wait
        kit.provoker = provoke
        let style = Style(session.terminal)
        let checks = await kit.run { check in
            let json = options.json ? try? ChannelReport.line(ChannelReport.Rule(check)) : nil
            session.line(json ?? Self.line(check, style))
        }
        let failed = checks.count { $0.outcome == .failed }
        guard failed == 0 else {
            throw CommandError(
                .verificationFailed, failed == 1 ? "1 rule is broken" : "\(failed) rules are broken",
                hint: "docs/exec-protocol.md says what an adapter must do")
        }
    }

    private static func line(_ check: ConformanceCheck, _ style: Style) -> String {
        let mark =
            switch check.outcome {
            case .passed: style.paint("pass", .good)
            case .failed: style.paint("FAIL", .alarm)
            case .skipped: style.paint("skip", .faint)
            }
        let name = check.name.padding(toLength: 10, withPad: " ", startingAt: 0)
        let detail = check.detail.isEmpty ? "" : "\n      \(DisplayText.clean(check.detail))"
        return "\(mark)  \(name) \(check.rule)\(detail)"
    }

    private func given(_ session: Session) throws(CommandError) -> Secret {
        guard let settings else { return Secret("{}") }
        do throws(ChannelConfigurationError) {
            return try AdapterFolder.settings(inFile: settings)
        } catch {
            for finding in error.diagnostics { session.remark(DisplayText.clean(finding.rendered)) }
            throw CommandError(.failed, "the settings in \(settings) cannot be used")
        }
    }

    /// Gone with its content when the command ends.
    private static func temporaryDirectory() throws(CommandError) -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "inboxd-conform-\(UUID().uuidString)")
            .path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError(.failed, "no temporary directory can be made: \(error.localizedDescription)")
        }
        return path
    }
}
