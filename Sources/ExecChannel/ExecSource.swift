import ChannelKit
import Foundation
import InboxDomain
import Logging

/// Runs the child process of one inbox for as long as the task lives. Starting it again after it ended is for whoever
/// runs the source.
struct ExecSource: ChannelSource {
    let inbox: String
    let settings: ExecSettings
    let links: ExecLinks
    let clock: any SourceClock
    let logger: Logger
    /// A reload starts an adapter anew whose files have changed.
    let fingerprint: String

    init(inbox: String, settings: ExecSettings, links: ExecLinks, clock: any SourceClock, logger: Logger) {
        self.inbox = inbox
        self.settings = settings
        self.links = links
        self.clock = clock
        self.logger = logger
        fingerprint = settings.fingerprint
    }

    /// Cancelling lets the child go in good order: `stop`, five seconds, the end of its input and SIGTERM, two seconds,
    /// SIGKILL to its group.
    func run(_ sink: any DeliverySink) async throws(SourceFailure) {
        try makeStateDirectory()
        let connection = ExecConnection(
            inbox: inbox, settings: settings, sink: sink, links: links, clock: clock, logger: logger)
        let cursor = try await sink.cursor()
        // On a task of its own: cancelling this one must not tear the pipes before the child has been told.
        let task = Task { await connection.run(cursor: cursor) }
        let failure = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            connection.stop()
        }
        if !Task.isCancelled { throw failure }
    }

    private func makeStateDirectory() throws(SourceFailure) {
        guard let directory = settings.stateDirectory else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SourceFailure(
                .needsOperator, code: "state_directory",
                detail: "the adapter's state directory \(directory) cannot be made: \(error.localizedDescription)")
        }
    }
}
