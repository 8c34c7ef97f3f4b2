import ControlAPI
import InboxDomain
import InboxStore

extension ControlAPI.ConversationSummary {
    /// The line of a list for a stored conversation.
    init(_ conversation: Conversation, connection: any SQLConnection) throws {
        let headlines = try ConversationHeadlines(connection).of([conversation.id])
        self.init(conversation, headlines[conversation.id])
    }

    /// The lines of a list, in the order given.
    static func all(_ conversations: some Collection<Conversation>, connection: any SQLConnection) throws -> [Self] {
        let headlines = try ConversationHeadlines(connection).of(conversations.map(\.id))
        return conversations.map { Self($0, headlines[$0.id]) }
    }

    private init(_ c: Conversation, _ headline: ConversationHeadline?) {
        self.init(
            id: c.id.rawValue, queue: c.queue, inbox: c.inbox, channel: c.channel, status: c.status.rawValue,
            priority: c.priority.rawValue, assignee: c.assignee, contact: headline?.contactName ?? c.address,
            subject: c.subject, preview: headline?.preview ?? "", tags: c.tags,
            messages: c.messageCount, createdAt: Timestamp(c.createdAt), lastMessageAt: Timestamp(c.lastMessageAt),
            waitingSince: Timestamp(c.waitingSince), snoozedUntil: Timestamp(c.snoozedUntil),
            dueAt: Timestamp(c.nextDueAt), dueClock: headline?.dueClock?.rawValue)
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
