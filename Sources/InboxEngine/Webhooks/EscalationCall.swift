import InboxDomain
import InboxStore

/// The call of a webhook by an escalation step, with the conversation as it stood when the step fired.
struct EscalationCall: Sendable {
    /// The `type` of its body.
    static let type = "sla.escalation"

    private let webhook: String
    private let at: Instant
    private let now: Instant
    private var data = JSONFields()

    /// `conversation` need not have a number yet.
    init(
        _ webhook: String, _ step: EscalationStep, _ change: ClockChange, _ conversation: Conversation, now: Instant
    ) {
        self.webhook = webhook
        at = change.at
        self.now = now
        data.add("queue", conversation.queue)
        data.add("priority", conversation.priority.rawValue)
        data.add("status", conversation.status.rawValue)
        data.add("inbox", conversation.inbox)
        data.add("channel", conversation.channel)
        data.add("assignee", conversation.assignee)
        if !conversation.tags.isEmpty { data.add("tags", conversation.tags) }
        data.add("policy", conversation.slaPolicy)
        data.add("clock", change.kind.rawValue)
        data.add("run", Int64(change.run))
        data.add("step", step.moment.text)
        data.add("due_at", change.dueAt?.formatted)
        let late = now.milliseconds(since: change.at)
        if late >= 1000 { data.add("late_by_seconds", late / 1000) }
    }

    /// Puts it into the outbox, in the transaction of the step.
    func queue(_ id: ConversationID, _ connection: any SQLConnection) throws {
        try WebhookCalls(connection).queue(
            Self.type, for: webhook, conversation: id,
            body: WebhookBody.text(type: Self.type, at: at, conversation: id, data), at: now)
    }

    /// What the history says of a call that cannot be made, as its webhook left the configuration.
    static func removed(_ webhook: String) -> JSONFields {
        var data = JSONFields()
        data.add("webhook", webhook)
        data.add("type", type)
        data.add("detail", "it is not in the configuration")
        return data
    }
}

/// The body of every call: `{"type":…,"timestamp":…,"data":{…}}`, as Standard Webhooks recommends.
enum WebhookBody {
    /// `timestamp` is when it happened, not when it is sent.
    static func text(type: String, at instant: Instant, conversation: ConversationID? = nil, _ data: JSONFields)
        -> String
    {
        var inner = data.text
        if let conversation {
            inner = "{\"conversation\":\(conversation.rawValue)" + (data.isEmpty ? "}" : "," + inner.dropFirst())
        }
        var body = JSONFields()
        body.add("type", type)
        body.add("timestamp", instant.formatted)
        body.add("data", json: inner)
        return body.text
    }
}
