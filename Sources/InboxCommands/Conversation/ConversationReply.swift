import ArgumentParser
import ControlAPI

struct ConversationReply: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply",
        abstract: "Answers the customer. The reply is stored first, then sent, however often it takes.")

    @Argument(help: "The conversation's number.")
    var id: ConversationNumber

    @Argument(help: "The text, or - to read it from standard input; may be left out where there are files.")
    var text: String?

    @Option(
        help: ArgumentHelp("A file that goes with it; may be repeated, up to 20 times.", valueName: "file"),
        completion: .file())
    var attach: [String] = []

    @Option(
        help: ArgumentHelp(
            "By mail: a picture inside the text, where that says [image: NAME], or below it; may be repeated.",
            valueName: "file"), completion: .file())
    var inline: [String] = []

    @Option(
        help: ArgumentHelp("By chat: the number of the message that it answers, to be quoted.", valueName: "message"))
    var replyTo: Int64?

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
        let files = try attach.map { try UploadFile($0) } + inline.map { try UploadFile($0, isInline: true) }
        guard text != nil || !files.isEmpty else {
            throw CommandError(.usage, "there is neither a text nor a file to send")
        }
        var request = ReplyRequest(
            text: try text.map { try TextArgument.read($0, session) } ?? "", then: then, asAgent: agent,
            cc: cc.isEmpty ? nil : cc, subject: subject, force: force ? true : nil, replyTo: replyTo)
        for (position, file) in files.enumerated() {
            let upload = try await client(session).upload(file).value
            let attachment = ReplyAttachment(
                upload: upload.upload, name: upload.name, contentType: upload.contentType,
                contentID: file.isInline ? "image\(position + 1)" : nil)
            request.attachments = (request.attachments ?? []) + [attachment]
        }
        let result = try await client(session).send(
            "POST", ["v1", "conversations", String(id.value), "replies"], body: request, as: ReplyResult.self)
        show(result, session) { result, _ in
            ["#\(id.value): reply \(result.message) is \(result.state)"]
        }
    }
}

extension ReplyRequest.After: ExpressibleByArgument {}
