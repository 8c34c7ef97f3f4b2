import ControlAPI
import InboxDomain
import InboxStore

extension ControlAPI.ConversationSummary {
    /// The line of a list for a stored conversation.
    init(_ conversation: Conversation, connection: any SQLConnection) throws {
        let c = conversation
        let clock = try c.nextDueAt.flatMap { due in
            try Clocks(connection).latest(of: c.id).first { $0.dueAt == due && $0.stoppedAt == nil }
        }
        self.init(
            id: c.id.rawValue, queue: c.queue, inbox: c.inbox, channel: c.channel, status: c.status.rawValue,
            priority: c.priority.rawValue, assignee: c.assignee, contact: try ContactName(connection).of(c),
            subject: c.subject, preview: try Messages(connection).preview(of: c.id, length: 200), tags: c.tags,
            messages: c.messageCount, createdAt: Timestamp(c.createdAt), lastMessageAt: Timestamp(c.lastMessageAt),
            waitingSince: Timestamp(c.waitingSince), snoozedUntil: Timestamp(c.snoozedUntil),
            dueAt: Timestamp(c.nextDueAt), dueClock: clock?.kind.rawValue)
    }
}

/// What a contact is called: their name, or else the address that they wrote from.
struct ContactName {
    private let connection: any SQLConnection

    init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    func of(_ conversation: Conversation) throws -> String {
        try Contacts(connection).find(conversation.contact)?.name ?? conversation.address
    }
}

extension ConversationQuery.Sort {
    var order: ConversationSearch.Order {
        switch self {
        case .due: .due
        case .newest: .newest
        case .oldest: .oldest
        case .waiting: .waiting
        }
    }
}
