import ChannelKit
import CoreMetrics
import EmailChannel
import InboxDomain
import InboxEngine
import InboxServer
import InboxStore
import Metrics

/// The metrics page: every family declared with its help and its labels, and what is asked of the store at each scrape.
struct DaemonMetrics {
    let registry = PrometheusRegistry()

    /// Declares the families and makes the registry the process's metrics system.
    init(inboxes: [String], webhooks: [String]) {
        func labels(_ name: String, _ values: [String]) -> [[(String, String)]] {
            inboxes.flatMap { inbox in values.map { [("inbox", inbox), (name, $0)] } }
        }
        let perInbox = inboxes.map { [("inbox", $0)] }
        registry.declare(
            counter: "inboxd_deliveries_accepted_total", help: "Deliveries acknowledged, and durable before that.",
            labels: perInbox)
        registry.declare(
            counter: "inboxd_deliveries_rejected_total", help: "Requests refused; nothing of them was stored.",
            labels: labels("reason", RejectionReason.allCases.map(\.rawValue))
                + RejectionReason.allCases.map { [("inbox", ""), ("reason", $0.rawValue)] })
        registry.declare(
            counter: "inboxd_deliveries_settled_total", help: "Deliveries processed, by what became of them.",
            labels: labels("state", DeliveryState.allCases.filter { $0 != .pending }.map(\.rawValue)))
        registry.declare(
            counter: "inboxd_send_attempts_total", help: "Attempts to send a message, by outcome.",
            labels: labels("outcome", SendOutcome.labels))
        registry.declare(
            counter: "inboxd_attachment_fetches_total",
            help: "Attempts to fetch an attachment: stored, deferred to another attempt, or given up as missing.",
            labels: labels("outcome", AttachmentOutcome.allCases.map(\.rawValue)))
        registry.declare(
            counter: "inboxd_lmtp_refused_total",
            help: "What the LMTP server refused: recipients, messages, commands and sessions.",
            labels: LMTPRefusal.allCases.map { [("reason", $0.rawValue)] })
        let perWebhook = webhooks.map { [("webhook", $0)] }
        registry.declare(
            counter: "inboxd_webhook_attempts_total", help: "Attempts to call a webhook, by outcome.",
            labels: perWebhook.flatMap { labels in
                WebhookAnswer.Outcome.allCases.map { labels + [("outcome", $0.rawValue)] }
            })
        registry.declare(
            counter: "inboxd_webhook_failed_total", help: "Calls of a webhook that were given up.", labels: perWebhook)
        registry.declare(
            counter: "inboxd_timers_fired_total", help: "Conversations whose SLA timer or snooze was served.")
        registry.declare(
            timer: "inboxd_accept_duration_seconds",
            help: "From the request's last byte to the acknowledgement, the fsync in it.")
        registry.declare(
            timer: "inboxd_processing_lag_seconds", help: "From the receipt of a delivery to its processing.")
        registry.declare(gauge: "inboxd_deliveries_pending", help: "Deliveries not processed yet.")
        registry.declare(gauge: "inboxd_deliveries_quarantined", help: "Deliveries that could not be understood.")
        registry.declare(gauge: "inboxd_queue_conversations", help: "Active conversations in a queue.", labels: [])
        registry.declare(
            gauge: "inboxd_queue_overdue_conversations", help: "Active conversations past their due instant.",
            labels: [])
        registry.declare(
            gauge: "inboxd_queue_earliest_due_timestamp_seconds",
            help: "The earliest due instant in a queue, as Unix time; absent where nothing is due.", labels: [])
        registry.declare(gauge: "inboxd_outbox_messages", help: "Messages that wait to be sent.", labels: perInbox)
        registry.declare(gauge: "inboxd_webhook_calls", help: "Calls of a webhook that wait.", labels: perWebhook)
        registry.declare(gauge: "inboxd_attachments_waiting", help: "Attachments still to be fetched.")
        registry.declare(gauge: "inboxd_attachments_missing", help: "Attachments whose content could not be had.")
        registry.declare(gauge: "inboxd_lmtp_sessions", help: "Open LMTP sessions.")
        registry.declare(gauge: "inboxd_lmtp_memory_bytes", help: "Bytes of mails in memory that are not stored yet.")
        registry.declare(gauge: "inboxd_store_commits", help: "Transactions committed since the start.")
        registry.declare(gauge: "inboxd_store_wal_bytes", help: "Size of the write-ahead log.")
        MetricsSystem.bootstrap(registry)
    }

    /// Adds what the LMTP server holds at each scrape.
    func collect(from load: LMTPLoad) {
        registry.addCollector {
            [
                MetricSample("inboxd_lmtp_sessions", Double(load.openSessions)),
                MetricSample("inboxd_lmtp_memory_bytes", Double(load.memory.bytes)),
            ]
        }
    }

    /// Adds what is looked up at each scrape.
    func collect(from store: OpenStore, time: any TimeSource) {
        registry.addCollector {
            let now = time.now()
            let found = try? await store.engine.read { connection in
                (
                    queues: try Overview(connection).queues(at: now), depths: try Outbox(connection).depths(),
                    deliveries: try Overview(connection).deliveries(), calls: try WebhookCalls(connection).waiting(),
                    attachments: try AttachmentFetches(connection).counts()
                )
            }
            guard let found else { return [] }
            var samples = [
                MetricSample("inboxd_deliveries_pending", Double(found.deliveries.pending)),
                MetricSample("inboxd_deliveries_quarantined", Double(found.deliveries.quarantined)),
                MetricSample("inboxd_attachments_waiting", Double(found.attachments.waiting)),
                MetricSample("inboxd_attachments_missing", Double(found.attachments.missing)),
            ]
            for queue in found.queues {
                let labels = [("queue", queue.queue)]
                samples.append(MetricSample("inboxd_queue_conversations", labels: labels, Double(queue.active)))
                samples.append(
                    MetricSample("inboxd_queue_overdue_conversations", labels: labels, Double(queue.overdue)))
                if let due = queue.nextDueAt {
                    samples.append(
                        MetricSample(
                            "inboxd_queue_earliest_due_timestamp_seconds", labels: labels,
                            Double(due.milliseconds) / 1000))
                }
            }
            for (inbox, depth) in found.depths {
                samples.append(MetricSample("inboxd_outbox_messages", labels: [("inbox", inbox)], Double(depth)))
            }
            for waiting in found.calls {
                samples.append(
                    MetricSample(
                        "inboxd_webhook_calls", labels: [("webhook", waiting.webhook)], Double(waiting.count)))
            }
            let statistics = store.engine.statistics
            samples.append(MetricSample("inboxd_store_commits", Double(statistics.commitCount)))
            samples.append(MetricSample("inboxd_store_wal_bytes", Double(statistics.walBytes)))
            return samples
        }
    }
}
