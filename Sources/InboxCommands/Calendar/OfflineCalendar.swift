import ArgumentParser
import BusinessTime
import InboxConfig
import InboxDomain

/// `--config` and `--calendar`: one calendar of a configuration file, without a daemon.
struct OfflineCalendar: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = OfflineConfiguration.defaultFile

    /// The file's calendar of this name. Throws `usage` where it has none, naming the nearest.
    func find(_ name: String, _ session: Session) throws(CommandError) -> Calendar {
        let calendars = try OfflineConfiguration.loadRules(config, session).calendars
        if let calendar = calendars[name] { return calendar }
        let names = calendars.keys.sorted()
        throw CommandError(
            .usage, "\(config) has no calendar “\(name)”",
            hint: Spelling.nearest(to: name, among: names).map { "did you mean “\($0)”?" }
                ?? (names.isEmpty ? "it has no calendars at all" : "one of: " + names.joined(separator: ", ")))
    }
}

/// A length of working time on the command line: `4h30m`. A day of working time has no length.
struct WorkingSpan: ExpressibleByArgument, Hashable {
    var milliseconds: Int64

    init?(argument: String) {
        guard let milliseconds = try? DurationText.parse(argument, allowsDays: false) else { return nil }
        self.milliseconds = milliseconds
    }
}
