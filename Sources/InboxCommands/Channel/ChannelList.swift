import ArgumentParser
import ChannelKit
import InboxConfig
import InboxDomain
import ManifestChannel

struct ChannelList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The channels and adapters that are there, and what is wrong with them.")

    @Option(
        name: .customLong("adapters"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Directories of adapters, instead of ./adapters and those in /etc/inboxd and /usr/share/inboxd.",
            valueName: "dir"))
    var adapters: [String] = []

    @OptionGroup var folders: ChannelFolders
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let reports =
            (hasOnlyAdapters ? [] : folders.all().map { Self.report(on: $0, session) })
            + AdapterFolder.folders(in: adapterDirectories).map(Self.adapterReport)
        if options.json {
            for report in reports { session.line(try ChannelReport.line(report)) }
        } else {
            var table = Table(["CHANNEL", "KIND", .number("CASES"), "STATE", "FOLDER"])
            for report in reports {
                let isGood = report.problems.isEmpty
                table.add([
                    .init(report.channel, .strong), .init(report.kind),
                    report.kind == "adapter" ? .init("-", .faint) : .init(report.cases),
                    isGood ? .init("ok", .good) : .init("broken", .alarm), .init(report.folder),
                ])
            }
            for line in table.lines(Style(session.terminal), empty: "There are no channels.") { session.line(line) }
        }
        let problems = reports.flatMap(\.problems)
        for problem in problems { session.remark(DisplayText.clean(problem)) }
        guard problems.isEmpty else { throw CommandError(.failed, "not all channels can be used") }
    }

    private var hasOnlyAdapters: Bool { !adapters.isEmpty && folders.directories.isEmpty }

    /// Whoever names directories means these alone.
    private var adapterDirectories: [String] {
        if !adapters.isEmpty { return adapters }
        return folders.directories.isEmpty ? ["adapters"] + Configuration().adapterDirectories : []
    }

    private static func report(on folder: String, _ session: Session) -> ChannelReport.Channel {
        var problems: [String] = []
        do throws(ChannelConfigurationError) {
            _ = try ManifestChannelFactory(folder: folder, exchange: session.exchange)
        } catch {
            problems = error.diagnostics.map(\.rendered)
        }
        return ChannelReport.Channel(
            kind: "manifest", channel: ChannelFolders.name(of: folder), folder: folder,
            cases: CaseRunner.cases(in: folder).count, problems: problems)
    }

    private static func adapterReport(on folder: String) -> ChannelReport.Channel {
        var problems: [String] = []
        do throws(ChannelConfigurationError) {
            _ = try AdapterFolder(folder: folder)
        } catch {
            problems = error.diagnostics.map(\.rendered)
        }
        return ChannelReport.Channel(
            kind: "adapter", channel: ChannelFolders.name(of: folder), folder: folder, cases: 0, problems: problems)
    }
}
