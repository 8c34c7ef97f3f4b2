/// Why the messages of a delivery stand in their conversations, as it was written down when they were placed.
package struct ThreadExplanation: Sendable, Hashable, Codable {
    package struct Decision: Sendable, Hashable, Codable {
        package var message: Int64
        package var conversation: Int64
        /// `same_mail`, `bounce`, `reply_token`, `own_message_id`, `message_id`, `subject_tag`, `none`; for channels whose
        /// threads have keys of their own, `thread_key`.
        package var rule: String
        /// `joined`, `new`, `duplicate`, or a new conversation that is linked to another: `linked_stranger`,
        /// `linked_new_subject`, `linked_closed`.
        package var outcome: String
        /// What a new conversation is linked to.
        package var linkedTo: Int64?
        /// What was looked at, in order, a sentence each.
        package var steps: [String]

        package init(
            message: Int64, conversation: Int64, rule: String, outcome: String, linkedTo: Int64? = nil,
            steps: [String] = []
        ) {
            self.message = message
            self.conversation = conversation
            self.rule = rule
            self.outcome = outcome
            self.linkedTo = linkedTo
            self.steps = steps
        }
    }

    package var delivery: Int64
    /// The delivery's state; one that is pending has no decisions yet.
    package var state: String
    package var decisions: [Decision]

    package init(delivery: Int64, state: String, decisions: [Decision]) {
        self.delivery = delivery
        self.state = state
        self.decisions = decisions
    }
}
