import ArgumentParser
import ControlAPI

struct AttachmentList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Attachments in a state, the newest first.")

    @Option(help: "missing, waiting or stored.")
    var state = "missing"

    @OptionGroup var page: PageOptions
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let list = try await client(session).get(
            ["v1", "attachments"], query: [("state", state)] + page.query, as: Page<AttachmentSummary>.self)
        show(page: list, session) { attachments, style in
            var table = Table(["ATTACHMENT", "RECEIVED", "INBOX", "CONVERSATION", "KIND", "NAME", "STATE", "REASON"])
            for one in attachments {
                table.add([
                    .init("\(one.message)/\(one.position)", .strong), .init(TimeText.instant(one.receivedAt)),
                    .init(one.inbox), .init("#\(one.conversation)"), .init(one.kind), .init(one.name),
                    .init(one.state, one.state == "missing" ? .alarm : .plain), .init(one.reason),
                ])
            }
            return table.lines(style, empty: "No attachments are \(state).")
        }
    }
}
