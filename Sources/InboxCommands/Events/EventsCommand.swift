import ArgumentParser

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Events: what happened, in order.", subcommands: [EventsTail.self])
}
