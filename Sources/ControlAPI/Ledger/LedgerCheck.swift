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
        /// Sentences: what could not be checked.
        package var notes: [String]?

        package init(inbox: String, counts: LedgerCounts, holes: [String] = [], notes: [String]? = nil) {
            self.notes = notes
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

    /// Adds what an inbox's own source found missing.
    package mutating func add(holes: [String], of inbox: String) {
        guard !holes.isEmpty else { return }
        inboxes[place(of: inbox)].holes += holes
        balanced = false
    }

    /// Adds what could not be checked, which is no hole.
    package mutating func add(note: String, of inbox: String) {
        inboxes[place(of: inbox)].notes = (inboxes[place(of: inbox)].notes ?? []) + [note]
    }

    private mutating func place(of inbox: String) -> Int {
        if let place = inboxes.firstIndex(where: { $0.inbox == inbox }) { return place }
        inboxes.append(InboxBalance(inbox: inbox, counts: LedgerCounts()))
        return inboxes.count - 1
    }
}
