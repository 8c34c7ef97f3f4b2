import ArgumentParser

struct InboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: "Inboxes: the configured accounts of channels.",
        subcommands: [InboxList.self, InboxShow.self])
}
