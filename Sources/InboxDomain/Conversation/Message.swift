/// One message of a conversation: immutable once stored; edits and deletions are events on it.
package struct Message: Sendable, Hashable {
    package enum Direction: String, Sendable, CaseIterable {
        /// From the customer.
        case inbound
        /// From us, to the customer.
        case outbound
        /// From us, for us: never sent.
        case note
    }

    /// The last known state of an outbound message.
    package enum SendState: String, Sendable, CaseIterable {
        case queued
        case sent
        case delivered
        case read
        /// The provider may or may not have taken it: the answer was lost, and the channel has no idempotency key.
        case maybeSent = "maybe_sent"
        case failed
    }

    package var id: MessageID
    package var conversation: ConversationID
    package var direction: Direction
    /// The provider's id; nil for notes, and for outbound messages that are not sent yet.
    package var providerID: String?
    /// Who wrote it: an identity's address, or an agent's name.
    package var author: String
    package var sentAt: Instant
    package var receivedAt: Instant
    package var text: String
    package var html: String?
    package var subject: String?
    /// The provider's id of the message that this one answers.
    package var replyTo: String?
    package var attachments: [Attachment]
    package var delivery: DeliveryID?
    package var sendState: SendState?
    /// A machine wrote it: theirs (RFC 3834), or ours.
    package var isAutomatic: Bool

    package init(
        id: MessageID, conversation: ConversationID, direction: Direction, providerID: String? = nil, author: String,
        sentAt: Instant, receivedAt: Instant, text: String, html: String? = nil, subject: String? = nil,
        replyTo: String? = nil, attachments: [Attachment] = [], delivery: DeliveryID? = nil,
        sendState: SendState? = nil, isAutomatic: Bool = false
    ) {
        self.id = id
        self.conversation = conversation
        self.direction = direction
        self.providerID = providerID
        self.author = author
        self.sentAt = sentAt
        self.receivedAt = receivedAt
        self.text = text
        self.html = html
        self.subject = subject
        self.replyTo = replyTo
        self.attachments = attachments
        self.delivery = delivery
        self.sendState = sendState
        self.isAutomatic = isAutomatic
    }
}

/// Something that goes with a message. Of an inbound one the content stays at the provider until it is fetched; of ours it
/// is stored.
package struct Attachment: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case image, audio, video, file, sticker, location, contact
    }

    package var kind: Kind
    package var name: String?
    package var contentType: String?
    /// Bytes, as the provider declares them.
    package var size: Int64?
    package var url: String?
    /// The provider's handle, where it is no URL.
    package var ref: String?
    /// Of what stands inside the text: the name by which that refers to it.
    package var contentID: String?

    package init(
        kind: Kind, name: String? = nil, contentType: String? = nil, size: Int64? = nil, url: String? = nil,
        ref: String? = nil, contentID: String? = nil
    ) {
        self.contentID = contentID
        self.kind = kind
        self.name = name
        self.contentType = contentType
        self.size = size
        self.url = url
        self.ref = ref
    }
}
