import ChannelKit
import InboxDomain
import InboxStore

/// Notes how far a message has got, in its row of the outbox.
struct OutboxJournal: SendJournal {
    let item: OutboxItem
    let engine: any SQLEngine
    let graph: EngineGraph
    let time: any TimeSource

    var progress: SendProgress? {
        get async throws {
            let message = item.message
            return try await engine.read { try Outbox($0).progress(of: message).flatMap(SendProgress.init(json:)) }
        }
    }

    /// Together with the ids that the provider gave: an echo or a receipt of a part that is out finds the message, also
    /// before the rest is.
    func note(_ progress: SendProgress) async throws {
        let (item, graph, now) = (item, graph, time.now())
        try await engine.write(.work) { connection in
            let outbox = Outbox(connection)
            let before = try outbox.progress(of: item.message).flatMap(SendProgress.init(json:))?.sent ?? 0
            try outbox.setProgress(progress.json, of: item.message)
            if progress.sent > before { try outbox.takeNextPart(of: item.message, at: now) }
            let outcome = OutboxOutcome(connection: connection, graph: graph, now: now)
            for id in progress.ids { try outcome.claim(id, for: item) }
        }
    }
}
