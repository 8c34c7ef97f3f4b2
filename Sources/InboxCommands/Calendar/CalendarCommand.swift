import ArgumentParser

struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Working time: what a calendar of a configuration file counts.",
        subcommands: [CalendarDue.self, CalendarElapsed.self, CalendarShow.self])
}
