import ArgumentParser
import ControlAPI

struct ConversationPriority: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority", abstract: "Sets how urgent conversations are; their clocks follow.")

    @OptionGroup var conversations: ConversationArguments

    @Option(help: ArgumentHelp("low, normal, high, urgent.", valueName: "priority"))
    var to: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        try await each(conversations.ids, session) { id in
            try await change(id, "PUT", "priority", PriorityRequest(priority: to), session) { conversation in
                "has priority \(conversation.priority)"
            }
        }
    }
}
