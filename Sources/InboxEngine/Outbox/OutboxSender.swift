import ChannelKit
import ControlAPI
import InboxConfig
package import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle
import Synchronization

/// Sends what waits in the outbox: oldest first within a conversation, several conversations at a time.
///
/// A message is marked as being sent, durably, before its request leaves; so after a crash it is known which requests
/// may have reached the provider. Those, and those whose answer was lost, are sent again only where the channel makes
/// that harmless, and for as long as it does; otherwise they are shown as `maybe_sent`.
package struct OutboxSender: Service {
    /// Requests under way at a time.
    private static let concurrency = 16
    /// What only another configuration mends.
    private enum Held {
        static let unknownInbox = "unknown_inbox"
        static let cannotSend = "cannot_send"
        static let codes: Set = [unknownInbox, cannotSend]
    }

    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let blobs: BlobStore
    private let signals: EngineSignals
    private let time: any TimeSource
    private let metrics: EngineMetrics
    private let logger: Logger
    private let pauses = InboxPauses()

    package init(
        graph: GraphHolder, engine: any SQLEngine, blobs: BlobStore, signals: EngineSignals, time: any TimeSource,
        metrics: EngineMetrics, logger: Logger
    ) {
        self.graph = graph
        self.engine = engine
        self.blobs = blobs
        self.signals = signals
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    package func run() async throws {
        let replaced = graph.replaced.generation
        await cancelWhenGracefulShutdown {
            await self.recover()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.noteReloads(past: replaced) }
                group.addTask { await self.sendUntilCancelled() }
            }
        }
    }

    private func noteReloads(past generation: UInt64) async {
        var seen = generation
        while !Task.isCancelled {
            await graph.replaced.wait(past: seen)
            seen = graph.replaced.generation
            await retryHeld()
        }
    }

    /// Tries again at once what was held because the configuration had no way for it.
    package func retryHeld() async {
        let now = time.now()
        let count = await UntilStored(time: time, logger: logger).run(
            "Messages that a reload may have freed could not be made due; it is tried again."
        ) {
            try await engine.write(.work) { try Outbox($0).hasten(Held.codes, at: now) }
        }
        if count ?? 0 > 0 { signals.queued.notify() }
    }

    /// Settles what was being sent when the process last stopped. Tries until the store lets it, or the task is
    /// cancelled: what stays marked as being sent would hold its conversation up for ever.
    package func recover() async {
        await UntilStored(time: time, logger: logger).run("The outbox could not be recovered; it is tried again.") {
            try await settleInterrupted()
        }
    }

    private func settleInterrupted() async throws {
        let graph = graph.current
        let now = time.now()
        try await engine.write(.work) { connection in
            for item in try Outbox(connection).interrupted() {
                let progress = try Outbox(connection).progress(of: item.message).flatMap(SendProgress.init(json:))
                let idempotency = graph.replyPath(of: item.inbox).adapter?.capabilities.idempotency ?? .none
                let isCovered = idempotency.covers(now, since: item.unsureSince ?? item.takenAt)
                try OutboxOutcome(connection: connection, graph: graph, now: now)
                    .record(Self.interruption(progress, isCovered: isCovered), of: item)
            }
        }
    }

    /// What follows from a stop in the middle, where the channel's key still holds, or does not.
    private static func interruption(_ progress: SendProgress?, isCovered: Bool) -> SendOutcome {
        if let progress, progress.sent == progress.total { return .sent(providerID: progress.ids.first) }
        let reachesNobody = progress?.isHarmless ?? false
        let part = progress.flatMap { $0.total > 1 ? " part \($0.sent + 1) of \($0.total) of" : nil } ?? ""
        return .failed(
            SendFailure(
                reachesNobody || isCovered ? .transient : .maybeSent, code: "interrupted",
                detail: "the daemon stopped while\(part) it was being sent", mayHaveArrived: !reachesNobody))
    }

    private func sendUntilCancelled() async {
        while !Task.isCancelled {
            let seen = signals.queued.generation
            var next: Instant?
            do {
                if try await sendDue() > 0 { continue }
                next = try await nextLook()
            } catch {
                if Task.isCancelled { return }
                logger.error("The outbox could not be served; it is tried again.", metadata: ["error": "\(error)"])
                next = time.now().adding(seconds: 1)
            }
            await signals.queued.wait(past: seen, until: next, time: time)
        }
    }

    /// When something may become due: the earliest attempt of the inboxes that do not pause, or the end of a pause.
    package func nextLook() async throws -> Instant? {
        let now = time.now()
        let paused = graph.current.inboxes(answeringBy: pauses.inForce(at: now))
        let attempt = try await engine.read { try Outbox($0).earliestAttempt(except: paused) }
        return [attempt, pauses.earliestEnd(after: now)].compactMap { $0 }.min()
    }

    /// Sends what is due, and waits for the outcomes. Returns how many messages were taken.
    @discardableResult
    package func sendDue() async throws -> Int {
        let now = time.now()
        let paused = graph.current.inboxes(answeringBy: pauses.inForce(at: now))
        let items = try await engine.write(.work) { connection in
            try Outbox(connection).claim(notAfter: now, limit: Self.concurrency, except: paused)
        }
        await withTaskGroup(of: Void.self) { group in
            for item in items {
                group.addTask { await self.send(item) }
            }
        }
        return items.count
    }

    private func send(_ item: OutboxItem) async {
        let graph = graph.current
        let sender = graph.replyPath(of: item.inbox).inbox
        let outcome = await attempt(item, graph: graph)
        let now = time.now()
        if case .failed(let failure) = outcome {
            switch failure.retry {
            case .rateLimited(let until): pauses.pause(sender, until: until)
            case .needsOperator:
                pauses.pause(sender, until: now.adding(seconds: graph.configuration.outbox.minimalBackoff))
            case .transient, .permanent, .maybeSent: break
            }
            logger.warning(
                "A message could not be sent.",
                metadata: [
                    "message.id": "\(item.message)", "inbox": "\(item.inbox)", "code": "\(failure.code)",
                    "detail": "\(failure.detail)",
                ])
        }
        metrics.sendAttempt(inbox: item.inbox, outcome: outcome)
        // Until this is written the message stays marked as being sent; a failing store must not lose the outcome.
        let isStored: Void? = await UntilStored(time: time, logger: logger).run(
            "The outcome of a send could not be stored; it is tried again.", ["message.id": "\(item.message)"]
        ) {
            try await engine.write(.work) { connection in
                try OutboxOutcome(connection: connection, graph: graph, now: now).record(outcome, of: item)
            }
        }
        if isStored != nil { signals.changed.notify() }
    }

    private func attempt(_ item: OutboxItem, graph: EngineGraph) async -> SendOutcome {
        let path = graph.replyPath(of: item.inbox)
        guard let adapter = path.adapter else {
            if let failure = path.failure {
                return .failed(SendFailure(.transient, code: "channel_broken", detail: failure))
            }
            return .failed(
                SendFailure(
                    .needsOperator, code: Held.unknownInbox,
                    detail: "inbox \(path.inbox) is not in the configuration; add it, or resolve the conversation"))
        }
        guard adapter.capabilities.canSend else {
            return .failed(
                SendFailure(
                    .needsOperator, code: Held.cannotSend,
                    detail: "inbox \(path.inbox) does not send any more; give it its reply_via or smtp back"))
        }
        if let since = item.unsureSince, !adapter.capabilities.idempotency.covers(time.now(), since: since) {
            return .failed(
                SendFailure(
                    .maybeSent, code: "key_expired",
                    detail: "the attempt at \(since.formatted) may have arrived, and its key is not known any more"))
        }
        do {
            if path.isVia { try await address(item, graph) }
            let blobs = blobs
            let loaded = try await engine.read { connection in
                try OutgoingMessageLoader(connection: connection, graph: graph, blobs: blobs).load(item)
            }
            guard let loaded else {
                return .failed(SendFailure(.permanent, code: "message_missing", detail: "the message is not stored"))
            }
            if let failure = try await missingContent(loaded) { return .failed(failure) }
            let journal = OutboxJournal(item: item, engine: engine, graph: graph, time: time)
            return await adapter.send(loaded, now: time.now(), journal: journal)
        } catch let error as ControlError {
            return .failed(SendFailure(.permanent, code: "no_address", detail: error.message))
        } catch {
            return .failed(SendFailure(.transient, code: "store_failure", detail: "\(error)"))
        }
    }

    /// Most are addressed since they were written.
    private func address(_ item: OutboxItem, _ graph: EngineGraph) async throws {
        let isAddressed = try await engine.read { try Mails($0).find(item.message) != nil }
        guard !isAddressed else { return }
        let now = time.now()
        try await engine.write(.work) {
            try OutgoingMailRecord(connection: $0, graph: graph, now: now).address(item)
        }
    }
}

extension OutboxSender {
    /// Nothing goes out without a file that belongs to it.
    private func missingContent(_ message: OutgoingMessage) async throws -> SendFailure? {
        for attachment in message.attachments {
            guard let id = BlobID(attachment.digest), try await blobs.size(id) == attachment.size else {
                return SendFailure(
                    .permanent, code: "attachment_missing",
                    detail: "the content of an attachment is not in the store any more; `inboxctl ledger check` looks")
            }
        }
        return nil
    }
}

/// Inboxes whose provider asked for a pause; those that answer through them pause with them.
private final class InboxPauses: Sendable {
    private let ends = Mutex<[String: Instant]>([:])

    func pause(_ inbox: String, until instant: Instant) {
        ends.withLock { $0[inbox] = max($0[inbox] ?? instant, instant) }
    }

    func inForce(at now: Instant) -> Set<String> {
        ends.withLock { ends in
            ends = ends.filter { $0.value > now }
            return Set(ends.keys)
        }
    }

    func earliestEnd(after now: Instant) -> Instant? {
        ends.withLock { $0.values.filter { $0 > now }.min() }
    }
}
