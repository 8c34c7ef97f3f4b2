/// What the clocks of a conversation have to know of it besides themselves.
///
/// The four values stand in the conversation's row, or follow from it and the clocks (`init(conversation:clocks:)`).
/// After each `ClockSet.apply`, the caller writes `status`, `priority` and `waitingSince` back.
package struct SLAState: Sendable, Hashable {
    package var status: ConversationStatus
    package var priority: Priority
    /// The oldest customer message without a public reply. Resolving does not answer it.
    package var waitingSince: Instant?
    /// Whether a person ever answered a customer's message here: `next_response` measures from then on.
    package var hasResponded: Bool

    package init(
        status: ConversationStatus = .open, priority: Priority = .normal, waitingSince: Instant? = nil,
        hasResponded: Bool = false
    ) {
        self.status = status
        self.priority = priority
        self.waitingSince = waitingSince
        self.hasResponded = hasResponded
    }

    /// Rebuilds the state from the row and the clocks. `hasResponded` follows from the last run of `first_response`:
    /// the customer was answered where it is met, or stopped otherwise while its message no longer waits. Without such
    /// a clock, the row's `firstRespondedAt` says it, once a customer has written.
    package init(conversation: Conversation, clocks: [Clock]) {
        let waitingSince = conversation.waitingSince
        let hasResponded: Bool
        if let clock = clocks.last(where: { $0.kind == .firstResponse }) {
            let waits = waitingSince.map { $0 <= clock.startedAt } ?? false
            hasResponded = clock.stoppedAt != nil && (clock.state == .met || !waits)
        } else {
            hasResponded = conversation.firstRespondedAt != nil && conversation.lastInboundAt != nil
        }
        self.init(
            status: conversation.status, priority: conversation.priority, waitingSince: waitingSince,
            hasResponded: hasResponded)
    }

    /// The clock that measures the present wait; nil where nobody waits.
    package var waitingClock: ClockKind? {
        waitingSince == nil ? nil : hasResponded ? .nextResponse : .firstResponse
    }

    /// What an event does to the state by itself. `replyFailed` depends on the clocks; see `ClockSet`.
    mutating func follow(_ event: SLAEvent, at instant: Instant) {
        switch event {
        case .created(let priority), .priority(let priority):
            self.priority = priority
        case .customerMessage:
            if waitingSince == nil {
                waitingSince = instant
            }
            status = status.afterCustomerMessage
        case .agentReply:
            if waitingSince != nil {
                hasResponded = true
                waitingSince = nil
            }
        case .status(let status):
            self.status = status
        case .agentNote, .autoReply, .replyFailed, .policyChanged:
            break
        }
    }
}
