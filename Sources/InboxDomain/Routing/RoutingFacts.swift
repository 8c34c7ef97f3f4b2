/// What the routing tree may look at: one inbound message and what is known of its sender.
package struct RoutingFacts: Sendable {
    package var channel: String
    package var inbox: String
    /// The sender's address on the channel.
    package var from: String
    package var fromName: String?
    package var recipient: String?
    package var subject: String?
    package var text: String
    package var locale: String?
    package var attachments: [Attachment.Kind]
    /// Attributes of the contact, such as `tier`; empty for a stranger.
    package var contact: [String: String]
    package var isKnownContact: Bool

    package init(
        channel: String, inbox: String, from: String, fromName: String? = nil, recipient: String? = nil,
        subject: String? = nil, text: String, locale: String? = nil, attachments: [Attachment.Kind] = [],
        contact: [String: String] = [:], isKnownContact: Bool = false
    ) {
        self.channel = channel
        self.inbox = inbox
        self.from = from
        self.fromName = fromName
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.locale = locale
        self.attachments = attachments
        self.contact = contact
        self.isKnownContact = isKnownContact
    }
}
