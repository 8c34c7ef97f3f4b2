import ArgumentParser
import ControlAPI

struct QueueShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The conversations of a queue, most urgent first.")

    @Argument(help: "The queue's name.")
    var queue: String

    @OptionGroup var page: PageOptions
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let list = try await client(session).get(
            ["v1", "queues", queue, "conversations"], query: page.query, as: Page<ConversationSummary>.self)
        show(page: list, session) { conversations, style in
            let now = session.now()
            var table = Table([
                .number("NO"), .number("ID"), "DUE", "PRIORITY", "CLOCK", .shrinking("STATUS"), .shrinking("ASSIGNEE"),
                .shrinking("CONTACT"), .shrinking("FROM"),
                "WAITING", "SUBJECT",
            ])
            for (index, conversation) in conversations.enumerated() {
                table.add(
                    [.init(index + 1, .faint)] + Cells.conversation(conversation, now: now, withQueue: false))
            }
            return table.lines(style, empty: "Nothing waits in \(queue).")
        }
    }
}
