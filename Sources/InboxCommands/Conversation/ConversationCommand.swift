import ArgumentParser

struct ConversationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conversation", abstract: "Conversations: the threads with contacts.",
        subcommands: [
            ConversationList.self, ConversationShow.self, ConversationAssign.self, ConversationMove.self,
            ConversationReply.self, ConversationNote.self, ConversationResolve.self, ConversationReopen.self,
            ConversationSnooze.self, ConversationPriority.self, ConversationTag.self,
        ],
        aliases: ["conv"])
}

/// The conversations that a command changes.
struct ConversationArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("Numbers of conversations: 42 43.", valueName: "id"))
    var ids: [ConversationNumber]
}
