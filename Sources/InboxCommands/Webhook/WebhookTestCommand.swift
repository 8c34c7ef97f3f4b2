import ArgumentParser
import ControlAPI

struct WebhookTestCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Calls a webhook at once, with a signed event webhook.test.",
        discussion: "What waits for the webhook goes on waiting. Exits with 5 where the webhook did not take it.")

    @Argument(help: "The webhook's name.")
    var webhook: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let answer = try await client(session).send(
            "POST", ["v1", "webhooks", webhook, "test"], as: WebhookTest.self)
        let test = answer.value
        show(answer, session) { test, _ in
            test.delivered ? ["\(test.webhook) took \(test.call): \(test.answer), in \(test.milliseconds) ms"] : []
        }
        guard test.delivered else {
            throw CommandError(
                .verificationFailed, "\(test.webhook) did not take \(test.call): \(DisplayText.clean(test.answer))",
                hint: "2xx is expected: look at its log, its url and its secret")
        }
    }
}
