package import InboxDomain

/// One stored conversation, as another configuration is tried on it.
package struct SimulationRecord: Sendable, Hashable, Codable {
    package struct Routed: Sendable, Hashable, Codable {
        package var queue: String?
        package var priority: String
        package var policy: String?

        package init(queue: String? = nil, priority: String, policy: String? = nil) {
            self.queue = queue
            self.priority = priority
            self.policy = policy
        }
    }

    package struct Verdict: Sendable, Hashable, Codable {
        package var clock: String
        package var run: Int
        package var breached: Bool

        package init(clock: String, run: Int, breached: Bool) {
            self.clock = clock
            self.run = run
            self.breached = breached
        }
    }

    package var conversation: Int64
    /// What is stored of what routing looked at.
    package var facts: RouteTestRequest
    /// What the configuration in force makes of these facts.
    package var routed: Routed
    /// The policy under which it began.
    package var policy: String?
    package var events: [HistoryEvent]
    /// Of the clocks that have one, or run.
    package var verdicts: [Verdict]

    package init(
        conversation: Int64, facts: RouteTestRequest, routed: Routed, policy: String? = nil, events: [HistoryEvent],
        verdicts: [Verdict]
    ) {
        self.conversation = conversation
        self.facts = facts
        self.routed = routed
        self.policy = policy
        self.events = events
        self.verdicts = verdicts
    }
}

/// What clocks heed of a conversation's history: the words are those of `inboxctl sla eval`, and `policy` for another
/// policy.
package struct HistoryEvent: Sendable, Hashable, Codable {
    package var at: Timestamp
    package var type: String
    package var priority: String?
    package var status: String?
    package var policy: String?

    /// Another policy, or none.
    package init(at: Timestamp, policy: String?) {
        self.at = at
        type = "policy"
        self.policy = policy
    }

    package init(at: Timestamp, _ event: SLAEvent) {
        self.at = at
        switch event {
        case .created(let priority):
            type = "created"
            self.priority = priority.rawValue
        case .customerMessage: type = "customer_message"
        case .agentReply: type = "agent_reply"
        case .agentNote: type = "agent_note"
        case .autoReply: type = "auto_reply"
        case .replyFailed: type = "reply_failed"
        case .status(let status):
            type = "status"
            self.status = status.rawValue
        case .priority(let priority):
            type = "priority"
            self.priority = priority.rawValue
        case .policyChanged: type = "policy"
        }
    }

    /// Nil where it is a change of policy, or a word of a later version.
    package var event: SLAEvent? {
        switch type {
        case "created": .created(priority.flatMap(Priority.init) ?? .normal)
        case "customer_message": .customerMessage
        case "agent_reply": .agentReply
        case "agent_note": .agentNote
        case "auto_reply": .autoReply
        case "reply_failed": .replyFailed
        case "status": status.flatMap(ConversationStatus.init).map { .status($0) }
        case "priority": priority.flatMap(Priority.init).map { .priority($0) }
        default: nil
        }
    }
}
