import ArgumentParser
import ControlAPI
import EmailMessage

struct MailParse: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "What a message of mail says: addresses, text, attachments, and whether it is automatic.",
        discussion: """
            Asks no daemon. The file is the raw message, as a mail server has it. On a terminal the result is a summary, \
            elsewhere JSON.
            """)

    @Argument(help: ArgumentHelp("The message's file, or - for standard input.", valueName: "file"))
    var file: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let email = ParsedEmail(parsing: try MailFile.read(file, session))
        guard !options.json, session.terminal.width != nil else {
            session.line(String(decoding: try ControlJSON.encode(MailView.json(of: email)), as: UTF8.self))
            return
        }
        for line in MailView.lines(of: email, Style(session.terminal)) { session.line(line) }
    }
}
