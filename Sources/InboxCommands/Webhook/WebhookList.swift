import ArgumentParser
import ControlAPI

struct WebhookList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All webhooks, what waits for them, and how they answered last.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let webhooks = try await client(session).get(["v1", "webhooks"], as: Page<WebhookView>.self)
        show(page: webhooks, session) { webhooks, style in
            let now = session.now()
            var table = Table([
                "WEBHOOK", "STATE", .number("WAITING"), "OLDEST", .number("ATTEMPTS"), "NEXT", "ANSWERED", "EVENTS",
                "TO", .shrinking("ANSWER"),
            ])
            for webhook in webhooks {
                table.add([
                    .init(webhook.name, .strong), .init(webhook.state, webhook.tone),
                    .init(webhook.waiting, webhook.waiting > 0 ? .caution : .plain),
                    .init(webhook.oldestAt.map { TimeText.since($0, now: now) }), .init(webhook.attempts),
                    .init(webhook.nextAttemptAt.map { TimeText.since($0, now: now) }),
                    .init(webhook.lastAnswerAt.map { TimeText.since($0, now: now) }),
                    .init(webhook.events.isEmpty ? nil : webhook.events.joined(separator: ",")),
                    .init(webhook.origin), .init(webhook.lastAnswer),
                ])
            }
            return table.lines(style, empty: "There are no webhooks.")
        }
    }
}

extension WebhookView {
    fileprivate var tone: Style.Tone {
        switch state {
        case "ok": .good
        case "retrying": .caution
        default: .alarm
        }
    }
}
