import ArgumentParser
import ChannelKit
import InboxDomain
import ManifestChannel

struct ChannelLint: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Says what is wrong with channels, and what is doubtful.",
        discussion: "Exits with 5 where something is wrong, and with --strict where something is doubtful.")

    @Argument(help: "Names or folders of channels; all of them without one.")
    var channels: [String] = []

    @Flag(help: "What is doubtful is wrong.")
    var strict = false

    @OptionGroup var folders: ChannelFolders
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        var chosen: [String] = []
        for channel in channels { chosen.append(try folders.folder(of: channel)) }
        if channels.isEmpty { chosen = folders.all() }
        guard !chosen.isEmpty else {
            throw CommandError(.failed, "there are no channels", hint: "name a directory with --channels")
        }
        var wrong = 0
        var doubtful = 0
        for folder in chosen {
            let findings: [Diagnostic]
            do throws(ChannelConfigurationError) {
                findings = try ManifestLint.findings(in: folder)
                doubtful += findings.count
            } catch {
                findings = error.diagnostics
                wrong += findings.count
            }
            if options.json {
                session.line(
                    try ChannelReport.line(
                        ChannelReport.Lint(
                            channel: ChannelFolders.name(of: folder), findings: findings.map(\.rendered))))
            } else {
                for finding in findings { session.line(DisplayText.clean(finding.rendered)) }
            }
        }
        guard wrong == 0, !strict || doubtful == 0 else {
            throw CommandError(.verificationFailed, "\(wrong) wrong, \(doubtful) doubtful")
        }
    }
}
