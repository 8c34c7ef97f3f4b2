import ArgumentParser
import ControlAPI

struct ConversationReply: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply",
        abstract: "Answers the customer. The reply is stored first, then sent, however often it takes.")

    @Argument(help: "The conversation's number.")
    var id: ConversationNumber

    @OptionGroup var text: TextArgument

    @Option(help: "What becomes of the conversation: keep, pending, resolved.")
    var then: ReplyRequest.After?

    @Option(name: .customLong("as"), help: ArgumentHelp("In whose name; your own without it.", valueName: "agent"))
    var agent: String?

    @Option(help: ArgumentHelp("By mail: a further address in copy; may be repeated.", valueName: "address"))
    var cc: [String] = []

    @Option(help: "By mail: another subject than the conversation's.")
    var subject: String?

    @Flag(help: "Send it also to an address that mail does not reach.")
    var force = false

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let request = ReplyRequest(
            text: try text.read(session), then: then, asAgent: agent,
            cc: cc.isEmpty ? nil : cc, subject: subject, force: force ? true : nil)
        let result = try await client(session).send(
            "POST", ["v1", "conversations", String(id.value), "replies"], body: request, as: ReplyResult.self)
        show(result, session) { result, _ in
            ["#\(id.value): reply \(result.message) is \(result.state)"]
        }
    }
}

extension ReplyRequest.After: ExpressibleByArgument {}
