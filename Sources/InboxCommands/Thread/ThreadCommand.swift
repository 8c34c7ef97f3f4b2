import ArgumentParser

struct ThreadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thread", abstract: "Threads: which conversation a mail belongs to.",
        subcommands: [ThreadExplain.self])
}
