import ArgumentParser
import ChannelKit
import InboxDomain
import ManifestChannel

struct ChannelTest: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Replays the cases of channels, and shows what differs.",
        discussion: """
            Exits with 5 where a case fails. With --payload it prints the events that the channel makes of that payload \
            instead, one JSON object a line, and exits with 5 where it cannot; nothing is verified.
            """)

    @Argument(help: "Names or folders of channels; all of them without one.")
    var channels: [String] = []

    @Option(name: .customLong("case"), help: ArgumentHelp("Only this case.", valueName: "name"))
    var caseName: String?

    @OptionGroup var payload: TestPayload

    @OptionGroup var folders: ChannelFolders
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        if payload.payload != nil {
            guard let channel = channels.first, channels.count == 1 else {
                throw CommandError(.usage, "--payload is for one channel")
            }
            return try payload.run(folder: try folders.folder(of: channel), session)
        }
        var chosen: [String] = []
        for channel in channels { chosen.append(try folders.folder(of: channel)) }
        if channels.isEmpty { chosen = folders.all() }
        guard !chosen.isEmpty else {
            throw CommandError(.failed, "there are no channels", hint: "name a directory with --channels")
        }
        var failed = 0
        for folder in chosen { failed += try await test(folder, session) }
        guard failed == 0 else {
            throw CommandError(.verificationFailed, failed == 1 ? "1 case failed" : "\(failed) cases failed")
        }
    }

    /// The number of cases that failed.
    private func test(_ folder: String, _ session: Session) async throws -> Int {
        let results: [CaseResult]
        do throws(ChannelConfigurationError) {
            results = try await CaseRunner.run(folder: folder, case: caseName)
        } catch {
            for finding in error.diagnostics { session.remark(DisplayText.clean(finding.rendered)) }
            throw CommandError(.verificationFailed, "the channel in \(folder) cannot be used")
        }
        let style = Style(session.terminal)
        for result in results {
            if options.json {
                let report = ChannelReport.Case(
                    channel: ChannelFolders.name(of: folder), case: result.name, passed: result.passed,
                    problems: result.problems)
                session.line(try ChannelReport.line(report))
            } else {
                Self.lines(result, of: ChannelFolders.name(of: folder), style).forEach(session.line)
            }
        }
        return results.count { !$0.passed }
    }

    private static func lines(_ result: CaseResult, of channel: String, _ style: Style) -> [String] {
        let mark = result.passed ? style.paint("pass", .good) : style.paint("FAIL", .alarm)
        let about = result.description.isEmpty ? "" : "  " + style.paint(DisplayText.clean(result.description), .faint)
        return ["\(mark)  \(channel)/\(result.name)\(about)"]
            + result.problems.flatMap { DisplayText.lines($0) }.map { "      \($0)" }
    }
}
