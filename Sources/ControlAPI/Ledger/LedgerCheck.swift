/// What became of an inbox's deliveries. They balance: all that were received stand under one of the other words.
package struct LedgerCounts: Sendable, Hashable, Codable {
    package var received: Int
    package var processed: Int
    package var duplicate: Int
    package var ignored: Int
    package var quarantined: Int
    package var pending: Int

    package init(
        received: Int = 0, processed: Int = 0, duplicate: Int = 0, ignored: Int = 0, quarantined: Int = 0,
        pending: Int = 0
    ) {
        self.received = received
        self.processed = processed
        self.duplicate = duplicate
        self.ignored = ignored
        self.quarantined = quarantined
        self.pending = pending
    }
}

package struct LedgerCheck: Sendable, Hashable, Codable {
    package struct InboxBalance: Sendable, Hashable, Codable {
        package var inbox: String
        package var counts: LedgerCounts
        /// Sentences: what does not add up, and which deliveries are concerned.
        package var holes: [String]

        package init(inbox: String, counts: LedgerCounts, holes: [String] = []) {
            self.inbox = inbox
            self.counts = counts
            self.holes = holes
        }
    }

    package var inboxes: [InboxBalance]
    /// Whether no inbox has a hole.
    package var balanced: Bool

    package init(inboxes: [InboxBalance], balanced: Bool) {
        self.inboxes = inboxes
        self.balanced = balanced
    }
}
