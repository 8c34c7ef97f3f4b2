/// A conversation as a line of a list.
package struct ConversationSummary: Sendable, Hashable, Codable {
    package var id: Int64
    package var queue: String
    package var inbox: String
    package var channel: String
    /// `open`, `pending`, `snoozed`, `resolved`, `closed`.
    package var status: String
    /// `low`, `normal`, `high`, `urgent`.
    package var priority: String
    package var assignee: String?
    /// The contact's name, or an address where no name is known.
    package var contact: String
    package var subject: String?
    /// The first words of the customer's last message; at most 200 characters.
    package var preview: String
    package var tags: [String]
    package var messages: Int
    package var createdAt: Timestamp
    package var lastMessageAt: Timestamp
    /// The oldest customer message without an answer.
    package var waitingSince: Timestamp?
    package var snoozedUntil: Timestamp?
    /// The earliest due instant of a running clock, and that clock's kind.
    package var dueAt: Timestamp?
    package var dueClock: String?

    package init(
        id: Int64, queue: String, inbox: String, channel: String, status: String, priority: String,
        assignee: String? = nil, contact: String, subject: String? = nil, preview: String = "", tags: [String] = [],
        messages: Int = 0, createdAt: Timestamp, lastMessageAt: Timestamp, waitingSince: Timestamp? = nil,
        snoozedUntil: Timestamp? = nil, dueAt: Timestamp? = nil, dueClock: String? = nil
    ) {
        self.id = id
        self.queue = queue
        self.inbox = inbox
        self.channel = channel
        self.status = status
        self.priority = priority
        self.assignee = assignee
        self.contact = contact
        self.subject = subject
        self.preview = preview
        self.tags = tags
        self.messages = messages
        self.createdAt = createdAt
        self.lastMessageAt = lastMessageAt
        self.waitingSince = waitingSince
        self.snoozedUntil = snoozedUntil
        self.dueAt = dueAt
        self.dueClock = dueClock
    }
}

/// Which conversations are wanted.
package struct ConversationQuery: Sendable, Hashable {
    package enum Sort: String, Sendable, CaseIterable {
        /// Earliest due instant first; those without one last.
        case due
        /// Last message first.
        case newest
        /// Oldest last message first.
        case oldest
        /// Longest unanswered first.
        case waiting
    }

    /// In the search syntax: `queue:billing is:unassigned due:<2h`. Empty for all that are active.
    package var filter: String
    package var sort: Sort
    package var page: PageRequest

    package init(filter: String = "", sort: Sort = .due, page: PageRequest = PageRequest()) {
        self.filter = filter
        self.sort = sort
        self.page = page
    }
}
