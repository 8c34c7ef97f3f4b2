import ArgumentParser
import ControlAPI

struct ConversationTag: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Adds tags to conversations, and removes them.")

    @OptionGroup var conversations: ConversationArguments

    @Option(help: ArgumentHelp("A tag to add; may be repeated.", valueName: "tag"))
    var add: [String] = []

    @Option(help: ArgumentHelp("A tag to remove; may be repeated.", valueName: "tag"))
    var remove: [String] = []

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard !add.isEmpty || !remove.isEmpty else { throw ValidationError("give --add, --remove, or both") }
    }

    func run(_ session: Session) async throws {
        let request = TagRequest(add: add.isEmpty ? nil : add, remove: remove.isEmpty ? nil : remove)
        try await each(conversations.ids, session) { id in
            try await change(id, "POST", "tags", request, session) { conversation in
                conversation.tags.isEmpty ? "has no tags" : "has the tags " + conversation.tags.joined(separator: ", ")
            }
        }
    }
}
