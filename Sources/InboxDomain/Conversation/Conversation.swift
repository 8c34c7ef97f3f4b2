/// The thread with a contact, as the store keeps it.
package struct Conversation: Sendable, Hashable {
    package var id: ConversationID
    package var inbox: String
    package var channel: String
    package var contact: ContactID
    /// The customer's address on the channel: where replies go.
    package var address: String
    /// The channel's own key of the thread: a chat id, a phone number, a Slack channel and thread.
    package var threadKey: String
    package var queue: String
    package var status: ConversationStatus
    package var priority: Priority
    package var assignee: String?
    package var slaPolicy: String?
    /// The version of the policy and its calendar under which the clocks were last counted; nil where none is kept.
    package var slaVersion: Int64?
    package var subject: String?
    package var tags: [String]
    package var skills: [String]
    package var createdAt: Instant
    /// The last message either way.
    package var lastMessageAt: Instant
    /// The last message of the customer; a channel's reply window counts from here.
    package var lastInboundAt: Instant?
    /// The first public reply of a person.
    package var firstRespondedAt: Instant?
    /// The oldest customer message that no public reply has answered yet.
    package var waitingSince: Instant?
    package var snoozedUntil: Instant?
    package var resolvedAt: Instant?
    /// The earliest due instant of a running clock; nil where none runs. Queues are ordered by it.
    package var nextDueAt: Instant?
    /// When the SLA scheduler must look at this conversation next: a due instant, an escalation step, the end of a
    /// snooze. Nil where nothing is scheduled.
    package var nextTimerAt: Instant?
    /// The conversation that this one follows, opened after its follow-up window.
    package var previous: ConversationID?
    package var messageCount: Int
    /// When the assignee got it, or last showed that they work on it, or it was last opened; nil where nobody has it.
    package var heldSince: Instant?

    package init(
        id: ConversationID, inbox: String, channel: String, contact: ContactID, address: String, threadKey: String,
        queue: String, status: ConversationStatus = .open, priority: Priority = .normal, assignee: String? = nil,
        slaPolicy: String? = nil, slaVersion: Int64? = nil, subject: String? = nil, tags: [String] = [],
        skills: [String] = [],
        createdAt: Instant, lastMessageAt: Instant, lastInboundAt: Instant? = nil, firstRespondedAt: Instant? = nil,
        waitingSince: Instant? = nil, snoozedUntil: Instant? = nil, resolvedAt: Instant? = nil,
        nextDueAt: Instant? = nil, nextTimerAt: Instant? = nil, previous: ConversationID? = nil,
        messageCount: Int = 0, heldSince: Instant? = nil
    ) {
        self.id = id
        self.inbox = inbox
        self.channel = channel
        self.contact = contact
        self.address = address
        self.threadKey = threadKey
        self.queue = queue
        self.status = status
        self.priority = priority
        self.assignee = assignee
        self.slaPolicy = slaPolicy
        self.slaVersion = slaVersion
        self.subject = subject
        self.tags = tags
        self.skills = skills
        self.createdAt = createdAt
        self.lastMessageAt = lastMessageAt
        self.lastInboundAt = lastInboundAt
        self.firstRespondedAt = firstRespondedAt
        self.waitingSince = waitingSince
        self.snoozedUntil = snoozedUntil
        self.resolvedAt = resolvedAt
        self.nextDueAt = nextDueAt
        self.nextTimerAt = nextTimerAt
        self.previous = previous
        self.messageCount = messageCount
        self.heldSince = heldSince
    }
}

/// Where a conversation stands.
package enum ConversationStatus: String, Sendable, CaseIterable, Hashable {
    /// Waits for us.
    case open
    /// Waits for the customer.
    case pending
    /// Put off until an instant, when it opens by itself; a customer's message opens it at once.
    case snoozed
    /// Answered; a customer's message inside the follow-up window reopens it.
    case resolved
    /// Past its follow-up window; a further message opens a new conversation, linked to this one.
    case closed

    /// Whether the conversation still needs somebody.
    package var isActive: Bool { self != .resolved && self != .closed }
}

/// How urgent; a policy has targets for each.
package enum Priority: String, Sendable, CaseIterable, Hashable, Comparable {
    case low
    case normal
    case high
    case urgent

    private var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        case .urgent: 3
        }
    }

    package static func < (a: Priority, b: Priority) -> Bool { a.rank < b.rank }
}
