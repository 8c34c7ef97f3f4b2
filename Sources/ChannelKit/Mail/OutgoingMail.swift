package import InboxDomain

/// What a reply needs beyond its text where the conversation is carried by mail. Filled from the store; the same over all
/// attempts, except `envelope`.
package struct OutgoingMail: Sendable, Hashable {
    /// The message that is answered, to be quoted below the reply.
    package struct Quotation: Sendable, Hashable {
        package var author: MailParty
        package var sentAt: Instant
        package var text: String
        package var html: String?

        package init(author: MailParty, sentAt: Instant, text: String, html: String? = nil) {
            self.author = author
            self.sentAt = sentAt
            self.text = text
            self.html = html
        }
    }

    package var to: MailParty
    package var cc: [MailParty]
    /// The conversation's subject, or the one that the agent gave: as it was, without our `Re:` and tag.
    package var subject: String
    /// Whether `subject` was written for this message, so that no `Re:` goes before it.
    package var isNewSubject: Bool
    /// The signed part of the Message-ID before the `@`; the channel puts its own domain behind it.
    package var messageIDStem: String
    /// For the address in Reply-To: `support+TOKEN@example.com`.
    package var replyToken: String
    /// Message-IDs without brackets; `references` oldest first, with `inReplyTo` as the last.
    package var inReplyTo: String?
    package var references: [String]
    package var quotation: Quotation?
    /// The writer's full name, where an agent wrote it.
    package var authorName: String?
    /// When it was queued: the Date of the mail, whichever attempt succeeds.
    package var date: Instant
    /// A machine's answer: `Auto-Submitted: auto-replied`, and the null return path.
    package var isAutomatic: Bool
    /// Who has not got it yet, where an earlier attempt reached some; nil for all of `to` and `cc`.
    package var envelope: [String]?

    package init(
        to: MailParty, cc: [MailParty] = [], subject: String, isNewSubject: Bool = false, messageIDStem: String,
        replyToken: String, inReplyTo: String? = nil, references: [String] = [], quotation: Quotation? = nil,
        authorName: String? = nil, date: Instant, isAutomatic: Bool = false, envelope: [String]? = nil
    ) {
        self.to = to
        self.cc = cc
        self.subject = subject
        self.isNewSubject = isNewSubject
        self.messageIDStem = messageIDStem
        self.replyToken = replyToken
        self.inReplyTo = inReplyTo
        self.references = references
        self.quotation = quotation
        self.authorName = authorName
        self.date = date
        self.isAutomatic = isAutomatic
        self.envelope = envelope
    }
}

/// One address that a server would not take, while it took others of the same message.
package struct RefusedRecipient: Sendable, Hashable {
    package var address: String
    /// Whether it will be refused again (5xx). Where not, the message is tried again for this address alone.
    package var isPermanent: Bool
    /// The server's words.
    package var detail: String

    package init(address: String, isPermanent: Bool, detail: String) {
        self.address = address
        self.isPermanent = isPermanent
        self.detail = detail
    }
}
