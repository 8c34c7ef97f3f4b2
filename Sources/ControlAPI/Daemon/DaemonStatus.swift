/// How the daemon is. Words such as states are text throughout the API, so that an older client reads a newer daemon.
package struct DaemonStatus: Sendable, Hashable, Codable {
    package struct Deliveries: Sendable, Hashable, Codable {
        package var pending: Int
        package var quarantined: Int
        /// When the oldest pending one was received.
        package var oldestPendingAt: Timestamp?

        package init(pending: Int, quarantined: Int, oldestPendingAt: Timestamp? = nil) {
            self.pending = pending
            self.quarantined = quarantined
            self.oldestPendingAt = oldestPendingAt
        }
    }

    package struct Outbox: Sendable, Hashable, Codable {
        package var queued: Int
        /// Of those queued, the ones that failed at least once.
        package var retrying: Int
        package var failed: Int

        package init(queued: Int, retrying: Int, failed: Int) {
            self.queued = queued
            self.retrying = retrying
            self.failed = failed
        }
    }

    package struct Conversations: Sendable, Hashable, Codable {
        /// By status: `open`, `pending`, `snoozed`. Resolved and closed ones are not counted.
        package var byStatus: [String: Int]
        package var unassigned: Int
        package var overdue: Int
        /// The earliest due instant of all.
        package var nextDueAt: Timestamp?

        package init(byStatus: [String: Int], unassigned: Int, overdue: Int, nextDueAt: Timestamp? = nil) {
            self.byStatus = byStatus
            self.unassigned = unassigned
            self.overdue = overdue
            self.nextDueAt = nextDueAt
        }
    }

    package var version: String
    package var pid: Int
    package var startedAt: Timestamp
    /// When the configuration in force was loaded.
    package var configurationLoadedAt: Timestamp
    package var configurationFile: String
    package var inboxes: Int
    package var queues: Int
    package var deliveries: Deliveries
    package var conversations: Conversations
    package var outbox: Outbox
    /// What needs somebody: sentences. Empty where all is well.
    package var problems: [String]

    package init(
        version: String, pid: Int, startedAt: Timestamp, configurationLoadedAt: Timestamp, configurationFile: String,
        inboxes: Int, queues: Int, deliveries: Deliveries, conversations: Conversations, outbox: Outbox,
        problems: [String]
    ) {
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
        self.configurationLoadedAt = configurationLoadedAt
        self.configurationFile = configurationFile
        self.inboxes = inboxes
        self.queues = queues
        self.deliveries = deliveries
        self.conversations = conversations
        self.outbox = outbox
        self.problems = problems
    }
}
