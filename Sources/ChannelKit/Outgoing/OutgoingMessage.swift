package import InboxDomain

/// A reply on its way to the provider.
package struct OutgoingMessage: Sendable, Hashable {
    package var message: MessageID
    package var conversation: ConversationID
    /// The thread's key, as the inbound events gave it.
    package var threadKey: String
    /// The customer's address on the channel.
    package var recipient: String
    /// Empty only where there are attachments.
    package var text: String
    /// The provider's id of the message that is answered.
    package var replyTo: String?
    /// By what the provider lets that be quoted, where its id does not do and the event said so.
    package var replyQuote: String?
    /// The customer's last message, for the reply window.
    package var lastInboundAt: Instant?
    /// The provider's id of the customer's last message, for channels where a reply must hang on one.
    package var lastInboundID: String?
    /// Stable over all attempts at this message.
    package var idempotencyKey: String
    /// Where the conversation is carried by mail: subject, copies, thread and quotation.
    package var mail: OutgoingMail?
    package var attachments: [OutgoingAttachment]

    package init(
        message: MessageID, conversation: ConversationID, threadKey: String, recipient: String, text: String,
        replyTo: String? = nil, replyQuote: String? = nil, lastInboundAt: Instant? = nil, lastInboundID: String? = nil,
        idempotencyKey: String, mail: OutgoingMail? = nil, attachments: [OutgoingAttachment] = []
    ) {
        self.attachments = attachments
        self.mail = mail
        self.message = message
        self.conversation = conversation
        self.threadKey = threadKey
        self.recipient = recipient
        self.text = text
        self.replyTo = replyTo
        self.replyQuote = replyQuote
        self.lastInboundAt = lastInboundAt
        self.lastInboundID = lastInboundID
        self.idempotencyKey = idempotencyKey
    }
}

/// What became of one attempt.
package enum SendOutcome: Sendable, Hashable {
    /// Taken by the provider; its id for the message, where it gives one.
    case sent(providerID: String?)
    /// Taken for the customer, and refused or put off for some of those in copy.
    case sentInPart(providerID: String?, refused: [RefusedRecipient])
    case failed(SendFailure)
}

package struct SendFailure: Error, Sendable, Hashable {
    /// What to do next. Unknown failures are transient.
    package enum Retry: Sendable, Hashable {
        case transient
        /// Try again, but not before this instant.
        case rateLimited(until: Instant)
        /// The same message will fail again.
        case permanent
        /// Credentials or settings are wrong: nothing of this inbox will go out until somebody acts.
        case needsOperator
        /// The answer was lost, and the channel has no idempotency key: it may have been delivered. Not retried.
        case maybeSent
    }

    package var retry: Retry
    /// The provider's code, or ours: short, stable.
    package var code: String
    /// Safe to show: no secrets, no customer text.
    package var detail: String
    /// Whether the provider may have the message all the same. It is tried again only as long as the channel's key holds
    /// (`SendIdempotency`), counted from the first attempt of which this is so.
    package var mayHaveArrived: Bool

    package init(_ retry: Retry, code: String, detail: String, mayHaveArrived: Bool = false) {
        self.retry = retry
        self.code = code
        self.detail = detail
        self.mayHaveArrived = mayHaveArrived
    }
}
