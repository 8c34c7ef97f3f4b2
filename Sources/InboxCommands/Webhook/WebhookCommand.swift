import ArgumentParser

struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Webhooks: who is told what happens here.",
        subcommands: [WebhookList.self, WebhookTestCommand.self])
}
