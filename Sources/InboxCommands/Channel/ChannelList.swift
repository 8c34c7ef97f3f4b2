import ArgumentParser
import ChannelKit
import ControlAPI
import Foundation
import InboxConfig
import InboxDomain
import ManifestChannel

struct ChannelList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The channels and adapters that are there, and what is wrong with them.",
        discussion: """
            Where a daemon runs it says which channels it uses, and in which state; with --channels, or without a daemon, the \
            folders are looked at, as those of adapters always are. Exits with 1 where one cannot be used as its files stand.
            """)

    @Option(
        name: .customLong("adapters"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Directories of adapters, instead of ./adapters and those in /etc/inboxd and /usr/share/inboxd.",
            valueName: "dir"))
    var adapters: [String] = []

    @OptionGroup var folders: ChannelFolders
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let reports = try await reports(session)
        if options.json {
            for report in reports { session.line(try ChannelReport.line(report)) }
        } else {
            let isOfDaemon = reports.contains { $0.inboxes != nil }
            var table = Table(
                ["CHANNEL", "KIND", .number("CASES"), "STATE"] + (isOfDaemon ? ["INBOXES"] : []) + ["FOLDER"])
            for report in reports {
                table.add(
                    [
                        .init(report.channel, .strong), .init(report.kind.rawValue),
                        report.kind == .adapter ? .init("-", .faint) : .init(report.cases),
                        .init(report.state, Self.tone(report.state)),
                    ]
                        + (isOfDaemon ? [.init(report.inboxes?.joined(separator: ", ").nonEmpty)] : [])
                        + [.init(report.folder)])
            }
            for line in table.lines(Style(session.terminal), empty: "There are no channels.") { session.line(line) }
        }
        let problems = reports.flatMap(\.problems)
        for problem in problems { session.remark(DisplayText.clean(problem)) }
        guard problems.isEmpty else { throw CommandError(.failed, "not all channels can be used") }
    }

    private static func tone(_ state: String) -> Style.Tone {
        switch state {
        case "ok": .good
        case "unused": .faint
        case "outdated": .caution
        default: .alarm
        }
    }

    // MARK: Reports

    /// By the daemon, where there is one that may be asked; else by the folders themselves. Whoever names directories means
    /// these alone.
    private func reports(_ session: Session) async throws(CommandError) -> [ChannelReport.Channel] {
        let shared = Configuration().adapterDirectories
        if !folders.directories.isEmpty || !adapters.isEmpty {
            return (folders.directories.isEmpty ? [] : ofFolders(session)) + Self.ofAdapters(in: adapters)
        }
        do throws(CommandError) {
            let answer = try await client(session).get(["v1", "channels"], as: Page<ChannelView>.self)
            return answer.value.items.map { Self.report(on: $0, session) } + Self.ofAdapters(in: shared)
        } catch {
            guard error.status == .noDaemon || error.status == .refused else { throw error }
        }
        return ofFolders(session) + Self.ofAdapters(in: ["adapters"] + shared)
    }

    private func ofFolders(_ session: Session) -> [ChannelReport.Channel] {
        folders.all().map { Self.report(onFolder: $0, session) }
    }

    private static func ofAdapters(in directories: [String]) -> [ChannelReport.Channel] {
        AdapterLibrary.folders(in: directories).map(report(onAdapter:))
    }

    /// A channel that no inbox is of is looked at here: the daemon did not.
    private static func report(on channel: ChannelView, _ session: Session) -> ChannelReport.Channel {
        var report = ChannelReport.Channel(
            kind: .manifest, channel: channel.name, folder: channel.folder,
            cases: CaseRunner.cases(in: channel.folder).count, state: channel.state, inboxes: channel.inboxes,
            problems: channel.problems.map { problem in
                let place = SourceLocation(file: problem.file, line: problem.line, column: problem.column)
                return "\(place): \(problem.severity): \(problem.message)"
            })
        if channel.state == ChannelState.Condition.unused.rawValue,
            FileManager.default.isReadableFile(atPath: channel.folder)
        {
            report.problems = problems(in: channel.folder, session)
            if !report.problems.isEmpty { report.state = ChannelState.Condition.broken.rawValue }
        }
        return report
    }

    private static func report(onFolder folder: String, _ session: Session) -> ChannelReport.Channel {
        ChannelReport.Channel(
            .manifest, folder: folder, cases: CaseRunner.cases(in: folder).count,
            problems: problems(in: folder, session))
    }

    private static func report(onAdapter folder: String) -> ChannelReport.Channel {
        var problems: [String] = []
        do throws(ChannelConfigurationError) {
            _ = try AdapterFolder(folder: folder)
        } catch {
            problems = error.diagnostics.map(\.rendered)
        }
        return ChannelReport.Channel(.adapter, folder: folder, cases: 0, problems: problems)
    }

    private static func problems(in folder: String, _ session: Session) -> [String] {
        do throws(ChannelConfigurationError) {
            _ = try ManifestChannelFactory(folder: folder, exchange: session.exchange)
            return []
        } catch {
            return error.diagnostics.map(\.rendered)
        }
    }
}

extension ChannelReport.Channel {
    /// As its files say alone, no daemon asked.
    fileprivate init(_ kind: Kind, folder: String, cases: Int, problems: [String]) {
        let condition: ChannelState.Condition = problems.isEmpty ? .ok : .broken
        self.init(
            kind: kind, channel: ChannelFolders.name(of: folder), folder: folder, cases: cases,
            state: condition.rawValue, problems: problems)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
