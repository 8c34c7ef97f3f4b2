import ArgumentParser
import ControlAPI

struct ConversationMove: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Moves conversations to another queue, with its service promises.")

    @OptionGroup var conversations: ConversationArguments

    @Option(help: ArgumentHelp("The queue's name.", valueName: "queue"))
    var to: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        try await each(conversations.ids, session) { id in
            try await change(id, "PUT", "queue", MoveRequest(queue: to), session) { conversation in
                "is in queue \(conversation.queue)"
            }
        }
    }
}
