import InboxDomain
import InboxStore

/// What became of one delivery.
struct Settlement: Sendable {
    var state: DeliveryState
    /// A short snake_case word for ignored and quarantined deliveries.
    var reason: String?
    /// For the operator.
    var detail: String?
    var message: MessageID?
    var conversation: ConversationID?
    /// Whether attachments of it wait to be fetched.
    var hasNewAttachments = false
    /// Whether it was acknowledged: the answer waits in the outbox.
    var isAcknowledged = false
}
