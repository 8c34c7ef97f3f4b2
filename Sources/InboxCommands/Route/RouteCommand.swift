import ArgumentParser

struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "The routing tree: which message goes where.",
        subcommands: [RouteTest.self, RouteShow.self])
}
