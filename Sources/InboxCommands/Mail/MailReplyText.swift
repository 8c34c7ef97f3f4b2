import ArgumentParser
import EmailMessage

struct MailReplyText: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply-text", abstract: "What somebody wrote, without quoted history and signature.",
        discussion: """
            Asks no daemon. The file is the text of a message alone, in UTF-8; of a whole mail, the header is read as text, \
            too: use mail parse. With --json, the result is an object with the key reply_text.
            """)

    @Argument(help: ArgumentHelp("The text's file, or - for standard input.", valueName: "file"))
    var file: String

    @Flag(help: "The text is HTML.")
    var html = false

    @OptionGroup var options: GlobalOptions

    private struct Answer: Encodable {
        var replyText: String
    }

    func run(_ session: Session) async throws {
        let text = String(decoding: try MailFile.read(file, session), as: UTF8.self)
        let answer = Answer(replyText: html ? ReplyText.visible(html: text) : ReplyText.visible(plain: text))
        try show(answer, session) { answer, _ in
            session.terminal.width == nil ? [answer.replyText] : DisplayText.lines(answer.replyText)
        }
    }
}
