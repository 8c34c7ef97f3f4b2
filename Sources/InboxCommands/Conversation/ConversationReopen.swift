import ArgumentParser
import ControlAPI

struct ConversationReopen: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Opens resolved, pending or snoozed conversations again.")

    @OptionGroup var conversations: ConversationArguments
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        try await each(conversations.ids, session) { id in
            try await change(id, "POST", "reopen", nil, session) { conversation in "is \(conversation.status)" }
        }
    }
}
