import ChannelKit
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

    /// Cancelling lets the child go in good order: `shutdown`, five seconds, SIGTERM, two seconds, SIGKILL to its group.
    func run(_ sink: any DeliverySink) async throws(SourceFailure) {
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
}
