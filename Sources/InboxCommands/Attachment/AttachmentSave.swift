import ArgumentParser
import Foundation

struct AttachmentSave: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Writes the content of an attachment to a file, or to standard output.")

    @Argument(help: ArgumentHelp("Message and position, as conversation show has them: 12/0.", valueName: "attachment"))
    var attachment: AttachmentNumber

    @Option(help: "The file, or - for standard output. One that is there is not written over.")
    var output: String

    @Flag(help: "Write over a file that is there.")
    var force = false

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let bytes = try await client(session).bytes([
            "v1", "messages", String(attachment.message), "attachments", String(attachment.position),
        ])
        guard output != "-" else { return session.writeBytes(bytes) }
        do {
            try Data(bytes).write(to: URL(filePath: output), options: force ? [.atomic] : [.withoutOverwriting])
        } catch CocoaError.fileWriteFileExists {
            throw CommandError(.failed, "\(output) is there already", hint: "name another file, or add --force")
        } catch {
            throw CommandError(.failed, "\(output) cannot be written: \(error.localizedDescription)")
        }
        session.remark("\(bytes.count) bytes written to \(DisplayText.clean(output))")
    }
}
