package import ChannelKit
package import InboxDomain
package import InboxStore
package import Logging
import Synchronization

/// Takes deliveries in: judges the raw request, writes it to the ledger, and only then gives the acknowledgement.
///
/// Nothing is parsed here that the verification does not need; a 5xx is given only where the ledger could not be
/// written.
package final class Intake: Sendable {
    let graph: GraphHolder
    private let ledger: Ledger
    private let accepted: Notifier
    private let time: any TimeSource
    private let metrics: EngineMetrics
    private let logger: Logger
    private let lastAppendFailed = Atomic(false)

    /// Whether the ledger took the last delivery, as far as there was one.
    package var isStoring: Bool { !lastAppendFailed.load(ordering: .relaxed) }

    /// `accepted` is notified after each delivery that the ledger has taken.
    package init(
        graph: GraphHolder, ledger: Ledger, accepted: Notifier, time: any TimeSource, metrics: EngineMetrics,
        logger: Logger
    ) {
        self.graph = graph
        self.ledger = ledger
        self.accepted = accepted
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    /// Answers one request to `/in/<inbox>`. When it returns the channel's acknowledgement, the delivery is durable.
    package func handle(inbox: String, request: WebhookRequest) async -> WebhookResponse {
        let graph = graph.current
        guard let adapter = graph.adapters[inbox] else {
            if graph.failures[inbox] != nil {
                refused(inbox: inbox, reason: .channelBroken)
                return WebhookResponse(
                    status: 503, contentType: "text/plain", headers: [.init(name: "retry-after", value: "60")],
                    body: Array("this inbox does not work at present; try again later\n".utf8))
            }
            refused(inbox: nil, reason: .unknownInbox)
            return WebhookResponse(status: 404, contentType: "text/plain", body: Array("no such inbox\n".utf8))
        }
        let now = time.now()
        var admission = adapter.admit(request, now: now)
        if case .wait(let work) = admission { admission = await work() }
        switch admission {
        case .respond(let response):
            return response
        case .reject(let reason, let response):
            refused(inbox: inbox, reason: reason)
            return response
        case .wait:
            refused(inbox: inbox, reason: .keysUnavailable)
            return WebhookResponse(status: 503, headers: [.init(name: "retry-after", value: "30")])
        case .accept(let headers, let acknowledgement):
            let delivery = NewDelivery(
                inbox: inbox, receivedAt: now, method: request.method, subpath: request.subpath, query: request.query,
                headers: headers.map { ($0.name, $0.value) }, body: request.body)
            do {
                _ = try await ledger.append(delivery)
            } catch {
                couldNotStore(inbox: inbox, error)
                return WebhookResponse(
                    status: 503, contentType: "text/plain", headers: [.init(name: "retry-after", value: "5")],
                    body: Array("the delivery could not be stored; try again\n".utf8))
            }
            stored()
            metrics.accepted(inbox: inbox, seconds: Double(time.now().milliseconds(since: now)) / 1000)
            return acknowledgement
        }
    }

    /// Stores what came by other ways than a webhook, in this order and all of it or nothing, with the cursor of the
    /// source that brought it. When it returns, it is durable.
    ///
    /// Throws what the ledger throws; then the sender must keep what it has.
    package func store(
        _ deliveries: [(inbox: String, delivery: IncomingDelivery)], cursor: SourceCursor? = nil
    ) async throws -> [DeliveryID] {
        let now = time.now()
        let new = deliveries.map { inbox, delivery in
            NewDelivery(
                inbox: inbox, receivedAt: delivery.receivedAt, headers: delivery.headers.map { ($0.name, $0.value) },
                body: delivery.body, key: delivery.key)
        }
        let ids: [DeliveryID]
        do {
            ids = try await ledger.append(new, cursor: cursor, at: now)
        } catch {
            for inbox in Set(new.map(\.inbox)) { couldNotStore(inbox: inbox, error) }
            throw error
        }
        stored()
        let seconds = Double(time.now().milliseconds(since: now)) / 1000
        for delivery in new { metrics.accepted(inbox: delivery.inbox, seconds: seconds) }
        return ids
    }

    private func stored() {
        if !isStoring { lastAppendFailed.store(false, ordering: .relaxed) }
        accepted.notify()
    }

    private func couldNotStore(inbox: String, _ error: any Error) {
        lastAppendFailed.store(true, ordering: .relaxed)
        logger.error(
            "The ledger could not be written; the sender was told to try again.",
            metadata: ["inbox": "\(inbox)", "error": "\(error)"])
        refused(inbox: inbox, reason: .storeFailure)
    }

    /// Counts a request that was refused.
    package func refused(inbox: String?, reason: RejectionReason) {
        metrics.rejected(inbox: inbox, reason: reason)
        logger.debug(
            "A request was refused.", metadata: ["inbox": "\(inbox ?? "-")", "reason": "\(reason.rawValue)"])
    }
}
