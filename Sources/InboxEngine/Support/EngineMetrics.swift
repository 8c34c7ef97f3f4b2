package import ChannelKit
import InboxDomain
import InboxStore
import Metrics
import Synchronization

/// What the engine counts. Label sets are closed: inboxes come from the configuration, the rest from enums.
package final class EngineMetrics: Sendable {
    private struct Key: Hashable {
        var label: String
        /// An inbox, or a webhook.
        var name: String
        var value: String
    }

    private let counters = Mutex<[Key: Counter]>([:])
    /// What `inbox show` tells; the counters themselves cannot be read back.
    private let rejectedByReason = Mutex<[String: [String: Int]]>([:])
    private let timers = Counter(label: "inboxd_timers_fired_total")
    private let acceptSeconds = Timer(label: "inboxd_accept_duration_seconds")
    private let lagSeconds = Timer(label: "inboxd_processing_lag_seconds")

    package init() {}

    func accepted(inbox: String, seconds: Double) {
        counter("inboxd_deliveries_accepted_total", inbox).increment()
        acceptSeconds.recordSeconds(seconds)
    }

    func rejected(inbox: String?, reason: RejectionReason) {
        counter("inboxd_deliveries_rejected_total", inbox ?? "", "reason", reason.rawValue).increment()
        rejectedByReason.withLock { $0[inbox ?? "", default: [:]][reason.rawValue, default: 0] += 1 }
    }

    /// Requests to an inbox refused since the start, by reason.
    func rejections(inbox: String) -> [String: Int] {
        rejectedByReason.withLock { $0[inbox] ?? [:] }
    }

    func settled(inbox: String, state: DeliveryState, lagSeconds: Double) {
        counter("inboxd_deliveries_settled_total", inbox, "state", state.rawValue).increment()
        self.lagSeconds.recordSeconds(max(0, lagSeconds))
    }

    func sendAttempt(inbox: String, outcome: SendOutcome) {
        counter("inboxd_send_attempts_total", inbox, "outcome", outcome.label).increment()
    }

    func webhookAttempt(_ webhook: String, _ outcome: WebhookAnswer.Outcome) {
        counter("inboxd_webhook_attempts_total", webhook, of: "webhook", "outcome", outcome.rawValue).increment()
    }

    func webhookFailed(_ webhook: String, _ count: Int) {
        counter("inboxd_webhook_failed_total", webhook, of: "webhook").increment(by: count)
    }

    func attachmentFetched(inbox: String, outcome: AttachmentOutcome) {
        counter("inboxd_attachment_fetches_total", inbox, "outcome", outcome.rawValue).increment()
    }

    func timersFired(_ count: Int) {
        timers.increment(by: count)
    }

    private func counter(
        _ label: String, _ owner: String, of kind: String = "inbox", _ name: String? = nil, _ value: String = ""
    ) -> Counter {
        let key = Key(label: label, name: owner, value: value)
        return counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let dimensions = [(kind, owner)] + (name.map { [($0, value)] } ?? [])
            let counter = Counter(label: label, dimensions: dimensions)
            counters[key] = counter
            return counter
        }
    }
}

extension SendOutcome {
    /// The outcome as a metric label.
    package static let labels = ["sent", "transient", "rate_limited", "permanent", "needs_operator", "maybe_sent"]

    var label: String {
        switch self {
        case .sent, .sentInPart: "sent"
        case .failed(let failure):
            switch failure.retry {
            case .transient: "transient"
            case .rateLimited: "rate_limited"
            case .permanent: "permanent"
            case .needsOperator: "needs_operator"
            case .maybeSent: "maybe_sent"
            }
        }
    }
}
