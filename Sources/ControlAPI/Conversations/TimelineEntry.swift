/// Something that was said, or that happened, in a conversation.
package struct TimelineEntry: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, CaseIterable, Codable {
        /// A message in or out, or a private note: `direction` tells which.
        case message
        /// Anything else: `event` and `summary` tell what.
        case event
    }

    package struct AttachmentView: Sendable, Hashable, Codable {
        package var kind: String
        package var name: String?
        /// As the sender declares it.
        package var contentType: String?
        /// Bytes, as the provider declares them.
        package var size: Int64?
        package var url: String?
        package var ref: String?
        /// `waiting`, `stored`, `missing`; nil where it has no content, or none that can be had.
        package var state: String?
        /// Bytes of the content.
        package var storedSize: Int64?
        /// What the content is by its first bytes.
        package var sniffedType: String?
        /// Why it is missing, or what the last attempt got.
        package var reason: String?

        package init(
            kind: String, name: String? = nil, contentType: String? = nil, size: Int64? = nil, url: String? = nil,
            ref: String? = nil, state: String? = nil, storedSize: Int64? = nil, sniffedType: String? = nil,
            reason: String? = nil
        ) {
            self.kind = kind
            self.name = name
            self.contentType = contentType
            self.size = size
            self.url = url
            self.ref = ref
            self.state = state
            self.storedSize = storedSize
            self.sniffedType = sniffedType
            self.reason = reason
        }
    }

    package var kind: Kind
    /// The message's id, or the event's.
    package var id: Int64
    package var at: Timestamp
    /// The contact's name or address, an agent, a system user; nil where the daemon itself did it.
    package var author: String?
    /// Of a message: `inbound`, `outbound`, `note`.
    package var direction: String?
    package var text: String?
    package var subject: String?
    package var attachments: [AttachmentView]?
    /// Of an outbound message: `queued`, `sent`, `delivered`, `read`, `maybe_sent`, `failed`.
    package var state: String?
    /// Of an outbound message: what the last attempt got.
    package var error: String?
    /// Of an inbound message: the delivery that brought it.
    package var delivery: Int64?
    /// Of an event: its kind, `conversation.assigned`.
    package var event: String?
    /// Of an event: a sentence, `assigned to alice`.
    package var summary: String?

    /// A message or a note.
    package init(
        message id: Int64, at: Timestamp, direction: String, author: String?, text: String, subject: String? = nil,
        attachments: [AttachmentView]? = nil, state: String? = nil, error: String? = nil, delivery: Int64? = nil
    ) {
        kind = .message
        self.id = id
        self.at = at
        self.direction = direction
        self.author = author
        self.text = text
        self.subject = subject
        self.attachments = attachments
        self.state = state
        self.error = error
        self.delivery = delivery
    }

    /// Something that happened.
    package init(event id: Int64, at: Timestamp, name: String, author: String? = nil, summary: String) {
        kind = .event
        self.id = id
        self.at = at
        self.event = name
        self.author = author
        self.summary = summary
    }
}
