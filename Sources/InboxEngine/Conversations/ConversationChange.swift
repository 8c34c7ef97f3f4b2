import InboxDomain
import InboxStore

/// What became of one stored conversation, ready to be written.
struct ConversationChange: Sendable {
    var conversation: ConversationID
    var update: ConversationUpdate?
    /// Those that are new, or changed.
    var clocks: [Clock]
    var events: [NewEvent]
    /// Calls of webhooks by escalation steps.
    var calls: [EscalationCall]

    func write(_ connection: any SQLConnection) throws {
        try writeState(connection)
        try Events(connection).append(events)
    }

    /// All but the events.
    func writeState(_ connection: any SQLConnection) throws {
        if let update { try Conversations(connection).apply(update) }
        try Clocks(connection).save(clocks, of: conversation)
        for call in calls { try call.queue(conversation, connection) }
    }
}
