import ArgumentParser

struct AttachmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attachment", abstract: "What customers attach: fetched, waiting, or missing.",
        subcommands: [AttachmentList.self, AttachmentSave.self, AttachmentRetry.self])
}

/// One attachment on the command line: `MESSAGE/POSITION`, as `conversation show` prints it.
struct AttachmentNumber: ExpressibleByArgument, Hashable {
    var message: Int64
    /// From 0.
    var position: Int

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let message = Int64(parts[0]), message > 0, let position = Int(parts[1]), position >= 0
        else { return nil }
        self.message = message
        self.position = position
    }
}
