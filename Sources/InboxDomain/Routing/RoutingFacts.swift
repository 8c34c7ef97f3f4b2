/// What the routing tree may look at: one inbound message and what is known of its sender.
package struct RoutingFacts: Sendable {
    package var channel: String
    package var inbox: String
    /// The sender's address on the channel; a mail address has its domain in ASCII, as the recipient's.
    package let from: String
    package var fromName: String?
    package let recipient: String?
    package var subject: String?
    package var text: String
    package var locale: String?
    package var attachments: [Attachment.Kind]
    /// What the attachments are declared to be, as far as they say: `image/png`.
    package var attachmentTypes: [String]
    /// Of an e-mail, by their names in small letters; of one that came several times the last.
    package var headers: [String: String]
    /// Whether a machine wrote it: an out-of-office note, a bounce, a mailing list (RFC 3834).
    package var isAutomatic: Bool
    /// Attributes of the contact, such as `tier`; empty for a stranger.
    package var contact: [String: String]
    package var isKnownContact: Bool
    /// How many conversations of the contact are not resolved or closed.
    package var openConversations: Int
    /// When it came; nil where that is not asked: no calendar is open then.
    package var receivedAt: Instant?
    /// The normalized event as JSON, for predicates; empty where no route asks for it: no predicate holds then.
    package var event: [UInt8]

    package init(
        channel: String, inbox: String, from: String, fromName: String? = nil, recipient: String? = nil,
        subject: String? = nil, text: String, locale: String? = nil, attachments: [Attachment.Kind] = [],
        attachmentTypes: [String] = [], headers: [String: String] = [:], isAutomatic: Bool = false,
        contact: [String: String] = [:],
        isKnownContact: Bool = false, openConversations: Int = 0, receivedAt: Instant? = nil,
        event: [UInt8] = []
    ) {
        self.channel = channel
        self.inbox = inbox
        self.from = DomainName.ascii(inAddress: from)
        self.fromName = fromName
        self.recipient = recipient.map(DomainName.ascii(inAddress:))
        self.subject = subject
        self.text = text
        self.locale = locale
        self.attachments = attachments
        self.attachmentTypes = attachmentTypes
        self.headers = headers
        self.isAutomatic = isAutomatic
        self.contact = contact
        self.isKnownContact = isKnownContact
        self.openConversations = openConversations
        self.receivedAt = receivedAt
        self.event = event
    }

    /// The part of the sender's address after its last `@`; nil where there is none.
    package var domain: Substring? {
        guard let at = from.lastIndex(of: "@") else { return nil }
        let domain = from[from.index(after: at)...]
        return domain.isEmpty ? nil : domain
    }

    /// The contact's attribute `tags`: words with commas between them.
    package var contactTags: [Substring] {
        (contact["tags"] ?? "").split { $0 == "," || $0 == " " }
    }
}
