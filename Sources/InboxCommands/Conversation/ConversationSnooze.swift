import ArgumentParser
import ControlAPI

struct ConversationSnooze: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "snooze", abstract: "Puts conversations off; they come back by themselves.")

    @OptionGroup var conversations: ConversationArguments
    @OptionGroup var end: EndOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard end.span != nil || end.until != nil else { throw ValidationError("give --for or --until") }
    }

    func run(_ session: Session) async throws {
        guard let until = end.end(session) else { return }
        try await each(conversations.ids, session) { id in
            try await change(id, "POST", "snooze", SnoozeRequest(until: until), session) { conversation in
                "is snoozed until " + (conversation.snoozedUntil.map(TimeText.instant) ?? "?")
            }
        }
    }
}
