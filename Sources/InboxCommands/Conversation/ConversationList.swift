import ArgumentParser
import ControlAPI

struct ConversationList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Conversations that a filter finds; all active ones without a filter.")

    @Argument(help: "queue:billing is:unassigned channel:whatsapp due:<2h tag:vip, and free words.")
    var filter: [String] = []

    @Option(help: "due, newest, oldest, waiting.")
    var sort = "due"

    @OptionGroup var page: PageOptions
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let query = [("filter", filter.isEmpty ? nil : filter.joined(separator: " ")), ("sort", sort)] + page.query
        let list = try await client(session).get(
            ["v1", "conversations"], query: query, as: Page<ConversationSummary>.self)
        show(page: list, session) { conversations, style in
            let now = session.now()
            var table = Table([
                .number("ID"), "DUE", "PRIORITY", "CLOCK", .shrinking("STATUS"), .shrinking("ASSIGNEE"),
                .shrinking("CONTACT"), .shrinking("FROM"), "QUEUE", "WAITING",
                "SUBJECT",
            ])
            for conversation in conversations {
                table.add(Cells.conversation(conversation, now: now, withQueue: true))
            }
            return table.lines(style, empty: "No conversations.")
        }
    }
}
