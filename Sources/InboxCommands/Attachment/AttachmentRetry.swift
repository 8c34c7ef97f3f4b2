import ArgumentParser
import ControlAPI

struct AttachmentRetry: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Fetches missing attachments again, as after the cause was mended.")

    @Argument(help: ArgumentHelp("Message and position: 12/0.", valueName: "attachment"))
    var attachment: AttachmentNumber?

    @Flag(help: "All that are missing.")
    var all = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (attachment == nil) == all else { throw ValidationError("give either an attachment or --all") }
    }

    func run(_ session: Session) async throws {
        let request = AttachmentRetryRequest(
            message: attachment?.message, position: attachment?.position, all: all ? true : nil)
        let result = try await client(session).send(
            "POST", ["v1", "attachments", "retry"], body: request, as: AttachmentRetryResult.self)
        show(result, session) { result, _ in
            ["\(result.retried) \(result.retried == 1 ? "attachment" : "attachments") will be fetched again"]
        }
    }
}
