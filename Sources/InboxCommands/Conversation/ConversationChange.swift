import ControlAPI

extension SessionCommand {
    /// Asks for one change of a conversation, and says in a line what it is now.
    func change(
        _ id: ConversationNumber, _ method: String, _ what: String, _ body: (any Encodable)?, _ session: Session,
        saying sentence: (ConversationSummary) -> String
    ) async throws {
        let conversation = try await client(session).send(
            method, ["v1", "conversations", String(id.value), what], body: body, as: ConversationSummary.self)
        show(conversation, session) { conversation, _ in
            ["#\(conversation.id) \(DisplayText.clean(sentence(conversation)))"]
        }
    }
}
