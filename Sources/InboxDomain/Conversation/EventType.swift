/// What can happen. The names are stable: they stand in the API, in calls of webhooks and in `docs/webhooks.md`.
package enum EventType: String, Sendable, CaseIterable {
    case conversationCreated = "conversation.created"
    case conversationReopened = "conversation.reopened"
    case conversationStatus = "conversation.status"
    case conversationAssigned = "conversation.assigned"
    /// The agent was silent or away for longer than the queue allows.
    case conversationReturned = "conversation.returned"
    case conversationMoved = "conversation.moved"
    case conversationPriority = "conversation.priority"
    case conversationTagged = "conversation.tagged"
    case conversationCopied = "conversation.copied"
    case messageReceived = "message.received"
    case messageEchoed = "message.echoed"
    case messageQueued = "message.queued"
    case messageSent = "message.sent"
    case messageDeferred = "message.deferred"
    case messageFailed = "message.failed"
    case messageReceipt = "message.receipt"
    case messageEdited = "message.edited"
    case messageDeleted = "message.deleted"
    case messageReaction = "message.reaction"
    case attachmentMissing = "attachment.missing"
    case autoReplyHeld = "auto_reply.held"
    case noteAdded = "note.added"
    case contactChanged = "contact.changed"
    case slaWarning = "sla.warning"
    case slaBreach = "sla.breach"
    case slaRetargeted = "sla.retargeted"
    case slaNotification = "sla.notification"
    case queueRedirected = "queue.redirected"
    case queuePaused = "queue.paused"
    case queueResumed = "queue.resumed"
    case queueReassigned = "queue.reassigned"
    case agentAvailability = "agent.availability"
    case agentCapacity = "agent.capacity"
    case configurationReloaded = "configuration.reloaded"
    /// A call was given up.
    case webhookFailed = "webhook.failed"
    /// The webhook said that it takes nothing any more.
    case webhookDisabled = "webhook.disabled"
}

extension EventType {
    /// Whether webhooks can be told. What becomes of their own calls they are not: it would go round for ever.
    package var isTold: Bool {
        switch self {
        case .webhookFailed, .webhookDisabled: false
        default: true
        }
    }
}
