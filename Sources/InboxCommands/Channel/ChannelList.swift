import ArgumentParser
import ChannelKit
import InboxDomain
import ManifestChannel

struct ChannelList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The channels that are there, and what is wrong with them.")

    @OptionGroup var folders: ChannelFolders
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let reports = folders.all().map { Self.report(on: $0, session) }
        if options.json {
            for report in reports { session.line(try ChannelReport.line(report)) }
        } else {
            var table = Table(["CHANNEL", .number("CASES"), "STATE", "FOLDER"])
            for report in reports {
                let isGood = report.problems.isEmpty
                table.add([
                    .init(report.channel, .strong), .init(report.cases),
                    isGood ? .init("ok", .good) : .init("broken", .alarm), .init(report.folder),
                ])
            }
            for line in table.lines(Style(session.terminal), empty: "There are no channels.") { session.line(line) }
        }
        let problems = reports.flatMap(\.problems)
        for problem in problems { session.remark(DisplayText.clean(problem)) }
        guard problems.isEmpty else { throw CommandError(.failed, "not all channels can be used") }
    }

    private static func report(on folder: String, _ session: Session) -> ChannelReport.Channel {
        var problems: [String] = []
        do throws(ChannelConfigurationError) {
            _ = try ManifestChannelFactory(folder: folder, exchange: session.exchange)
        } catch {
            problems = error.diagnostics.map(\.rendered)
        }
        return ChannelReport.Channel(
            channel: ChannelFolders.name(of: folder), folder: folder, cases: CaseRunner.cases(in: folder).count,
            problems: problems)
    }
}
