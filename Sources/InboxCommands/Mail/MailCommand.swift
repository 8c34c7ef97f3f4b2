import ArgumentParser

struct MailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Messages of mail, read from files.",
        subcommands: [MailParse.self])
}
