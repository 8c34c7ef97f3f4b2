/// What happened in a conversation, as far as clocks care.
package enum SLAEvent: Sendable, Hashable {
    /// The conversation began, at this priority. Starts `resolution` and `update`.
    case created(Priority)
    /// At the instant at which we received it.
    case customerMessage
    /// A public reply that a person wrote, at the instant at which it was accepted for sending.
    case agentReply
    case agentNote
    case autoReply
    /// A public reply of a person failed for good. Send it only where no later public reply went out: then the customer
    /// was answered after all.
    case replyFailed
    case status(ConversationStatus)
    case priority(Priority)
    /// The policy of the conversation, its text, or its calendar is another one now. Use `ClockSet.changePolicy` where
    /// the rules before are known, so that the time up to the change is counted under them.
    case policyChanged
}
