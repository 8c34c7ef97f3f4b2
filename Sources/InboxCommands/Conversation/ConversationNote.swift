import ArgumentParser
import ControlAPI

struct ConversationNote: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Writes a private note: for colleagues, never sent.")

    @Argument(help: "The conversation's number.")
    var id: ConversationNumber

    @OptionGroup var text: TextArgument
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let request = NoteRequest(text: try text.read(session))
        let result = try await client(session).send(
            "POST", ["v1", "conversations", String(id.value), "notes"], body: request, as: NoteResult.self)
        show(result, session) { result, _ in ["#\(id.value): note \(result.message) is written"] }
    }
}
