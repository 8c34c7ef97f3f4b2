import ChannelKit
import InboxDomain
import Synchronization

/// A source whose runs do as they are told, one after the other; a run that is told nothing waits to be cancelled.
final class ScriptedSource: ChannelSource {
    typealias Run = @Sendable (any DeliverySink) async throws(SourceFailure) -> Void

    private let runs: Mutex<[Run]>
    private let begun = Mutex<(count: Int, watchers: [(Int, CheckedContinuation<Void, Never>)])>((0, []))

    init(_ runs: Run...) {
        self.runs = Mutex(runs)
    }

    func run(_ sink: any DeliverySink) async throws(SourceFailure) {
        let next = runs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        let woken = begun.withLock { begun in
            begun.count += 1
            let woken = begun.watchers.filter { $0.0 <= begun.count }
            begun.watchers.removeAll { $0.0 <= begun.count }
            return woken
        }
        for (_, watcher) in woken { watcher.resume() }
        if let next { return try await next(sink) }
        let (stream, _) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
    }

    /// Returns once `run` has been called this often.
    func untilBegun(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = begun.withLock { begun in
                if begun.count < count { begun.watchers.append((count, continuation)) }
                return begun.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    var count: Int { begun.withLock(\.count) }
}

/// An inbox that only has a source.
struct SourceOnlyAdapter: ChannelAdapter {
    var inbox: InboxDefinition
    var scripted: ScriptedSource
    var capabilities = ChannelCapabilities(canSend: false)

    var source: (any ChannelSource)? { scripted }

    func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        .reject(.methodNotAllowed, WebhookResponse(status: 404))
    }

    func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] { [] }

    func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        .failed(SendFailure(.permanent, code: "cannot_send", detail: "it only receives"))
    }
}
