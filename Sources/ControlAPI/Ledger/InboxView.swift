/// An inbox and how it is doing.
package struct InboxSummary: Sendable, Hashable, Codable {
    package var name: String
    package var channel: String
    /// The inbox of mail by which its replies go out; nil where its own channel sends them.
    package var replyVia: String?
    /// `ok`, `outdated` (the last good version of its channel is in use), `connecting`, `backfilling`, `backing_off`,
    /// `failing`.
    package var state: String
    /// What is wrong, where the state is not `ok`.
    package var problem: String?
    /// How far the source has come with what was there before: `3200 of 10000`.
    package var progress: String?
    package var ledger: LedgerCounts
    /// Outbound messages that wait.
    package var outbox: Int
    package var lastReceivedAt: Timestamp?

    package init(
        name: String, channel: String, replyVia: String? = nil, state: String, problem: String? = nil,
        progress: String? = nil,
        ledger: LedgerCounts, outbox: Int = 0, lastReceivedAt: Timestamp? = nil
    ) {
        self.name = name
        self.channel = channel
        self.replyVia = replyVia
        self.state = state
        self.problem = problem
        self.progress = progress
        self.ledger = ledger
        self.outbox = outbox
        self.lastReceivedAt = lastReceivedAt
    }
}

package struct InboxDetail: Sendable, Hashable, Codable {
    package var inbox: InboxSummary
    /// What to enter at the vendor; nil for a channel without a webhook.
    package var webhookURL: String?
    /// The mail addresses that are the inbox's; nil for a channel without mail.
    package var addresses: [String]?
    /// What replies may be is as the inbox has it that sends them.
    package var canSend: Bool
    /// For people: `4096 utf16`.
    package var textLimit: String?
    package var replyWindowSeconds: Int64?
    /// Where it stands in the configuration: `file:line:column`.
    package var location: String
    /// Requests refused since the daemon started, by reason.
    package var rejected: [String: Int]

    package init(
        inbox: InboxSummary, webhookURL: String? = nil, addresses: [String]? = nil, canSend: Bool,
        textLimit: String? = nil, replyWindowSeconds: Int64? = nil, location: String, rejected: [String: Int] = [:]
    ) {
        self.inbox = inbox
        self.webhookURL = webhookURL
        self.addresses = addresses
        self.canSend = canSend
        self.textLimit = textLimit
        self.replyWindowSeconds = replyWindowSeconds
        self.location = location
        self.rejected = rejected
    }

    private enum CodingKeys: String, CodingKey {
        case inbox, addresses, canSend, textLimit, replyWindowSeconds, location, rejected
        // The snake_case form of `webhookURL` would not read back.
        case webhookURL = "webhookUrl"
    }
}
