import ArgumentParser
import ControlAPI

struct ConversationResolve: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Marks conversations as answered; a customer's message reopens them.")

    @OptionGroup var conversations: ConversationArguments
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        try await each(conversations.ids, session) { id in
            try await change(id, "POST", "resolve", nil, session) { conversation in "is \(conversation.status)" }
        }
    }
}
