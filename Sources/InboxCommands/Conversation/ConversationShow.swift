import ArgumentParser
import ControlAPI

struct ConversationShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One conversation: contact, clocks, why it is where it is, and what was said.")

    @Argument(help: "The conversation's number.")
    var id: ConversationNumber

    @OptionGroup var page: PageOptions
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let detail = try await client(session).get(
            ["v1", "conversations", String(id.value)], query: page.query, as: ConversationDetail.self)
        show(detail, session) { Transcript(detail: $0, now: session.now(), style: $1).lines }
    }
}
