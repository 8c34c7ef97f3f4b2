package import InboxDomain

/// Which rule of threading decided over a delivery, as it was written down at that moment.
package struct ThreadDecisions {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Keeps a decision; one that is there already stays.
    package func insert(_ decision: StoredThreadDecision) throws {
        try connection.execute(
            """
            INSERT INTO thread_decisions (delivery_id, message_id, conversation_id, rule, outcome, linked_to, steps)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (delivery_id, message_id) DO NOTHING
            """,
            [
                .int(decision.delivery.rawValue), .int(decision.message.rawValue),
                .int(decision.conversation.rawValue), .text(decision.rule), .text(decision.outcome),
                .optional(decision.linkedTo?.rawValue), .text(decision.steps.joined(separator: "\n")),
            ])
    }

    /// The decisions of a delivery, in the order of its messages.
    package func of(_ delivery: DeliveryID) throws -> [StoredThreadDecision] {
        try connection.rows(
            """
            SELECT delivery_id, message_id, conversation_id, rule, outcome, linked_to, steps FROM thread_decisions
            WHERE delivery_id = ? ORDER BY message_id
            """, [.int(delivery.rawValue)]
        ) {
            StoredThreadDecision(
                delivery: DeliveryID($0.int(0)), message: MessageID($0.int(1)), conversation: ConversationID($0.int(2)),
                rule: $0.text(3), outcome: $0.text(4), linkedTo: $0.optionalInt(5).map(ConversationID.init),
                steps: $0.text(6).split(separator: "\n").map(String.init))
        }
    }
}

package struct StoredThreadDecision: Sendable, Hashable {
    package var delivery: DeliveryID
    package var message: MessageID
    package var conversation: ConversationID
    package var rule: String
    package var outcome: String
    package var linkedTo: ConversationID?
    /// What was looked at, in order, a sentence each.
    package var steps: [String]

    package init(
        delivery: DeliveryID, message: MessageID, conversation: ConversationID, rule: String, outcome: String,
        linkedTo: ConversationID?, steps: [String]
    ) {
        self.delivery = delivery
        self.message = message
        self.conversation = conversation
        self.rule = rule
        self.outcome = outcome
        self.linkedTo = linkedTo
        self.steps = steps
    }
}
