import ArgumentParser
import ControlAPI

struct ConversationAssign: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Gives conversations to an agent, or takes them from whoever has them.")

    @OptionGroup var conversations: ConversationArguments

    @Option(help: ArgumentHelp("The agent's short name.", valueName: "agent"))
    var to: String?

    @Flag(help: "To nobody: back to the queue.")
    var none = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (to != nil) != none else { throw ValidationError("give either --to or --none") }
    }

    func run(_ session: Session) async throws {
        try await each(conversations.ids, session) { id in
            try await change(id, "PUT", "assignee", AssignRequest(agent: to), session) { conversation in
                conversation.assignee.map { "is assigned to \($0)" } ?? "is assigned to nobody"
            }
        }
    }
}
