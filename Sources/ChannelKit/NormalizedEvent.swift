package import InboxDomain

/// What every channel's payload becomes. The JSON form is documented in `docs/events.md` and `docs/events.schema.json`.
package enum NormalizedEvent: Sendable, Hashable {
    case message(MessageEvent)
    /// A message of our side, sent elsewhere (the vendor's own app): recorded as outbound, never as the customer's.
    case echo(MessageEvent)
    case edit(EditEvent)
    case delete(DeleteEvent)
    case reaction(ReactionEvent)
    case receipt(ReceiptEvent)
    case contact(ContactEvent)
    /// Understood, and of no consequence. The reason is a short snake_case word.
    case ignored(reason: String)
}

package struct SenderInfo: Sendable, Hashable {
    /// The address on the channel: what replies go to, and what identifies the contact.
    package var id: String
    package var name: String?
    package var email: String?
    package var phone: String?
    package var locale: String?

    package init(
        id: String, name: String? = nil, email: String? = nil, phone: String? = nil, locale: String? = nil
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.phone = phone
        self.locale = locale
    }
}

package struct MessageEvent: Sendable, Hashable {
    /// The provider's id, unique in the inbox (composed where the provider's is not).
    package var id: String
    /// The thread's key, unique in the inbox.
    package var conversation: String
    /// For an echo, who wrote on our side; the customer is in `recipient`.
    package var sender: SenderInfo
    /// For an echo: whom it went to.
    package var recipient: SenderInfo?
    package var sentAt: Instant
    package var text: String
    package var html: String?
    package var subject: String?
    package var replyTo: String?
    /// What the provider wants to see of this message in one that quotes it, where its id does not do.
    package var quote: String?
    package var attachments: [Attachment]
    /// Which of our addresses it went to.
    package var to: String?
    /// Of an e-mail, for routing; names in small letters.
    package var headers: [String: String]
    /// Whether a machine wrote it (RFC 3834): nothing automatic answers it.
    package var automatic: Bool
    /// Of the text, as BCP 47 has it, where the channel says so.
    package var language: String?
    /// Of a mail: what it says of its thread. Where it is there, `conversation` decides nothing.
    package var threading: ThreadingHints?
    /// Where it reports that a mail of ours was not delivered. Such a message is `automatic` as well.
    package var bounce: BounceHints?
    /// Where a carrier delivered the message in parts: which one this is.
    package var part: Part?

    package init(
        id: String, conversation: String, sender: SenderInfo, recipient: SenderInfo? = nil, sentAt: Instant,
        text: String, html: String? = nil, subject: String? = nil, replyTo: String? = nil,
        attachments: [Attachment] = [], to: String? = nil, headers: [String: String] = [:], automatic: Bool = false,
        language: String? = nil, threading: ThreadingHints? = nil, bounce: BounceHints? = nil
    ) {
        self.id = id
        self.conversation = conversation
        self.sender = sender
        self.recipient = recipient
        self.sentAt = sentAt
        self.text = text
        self.html = html
        self.subject = subject
        self.replyTo = replyTo
        self.attachments = attachments
        self.to = to
        self.headers = headers
        self.automatic = automatic
        self.language = language
        self.threading = threading
        self.bounce = bounce
    }
}

package struct EditEvent: Sendable, Hashable {
    package var target: String
    package var text: String
    package var html: String?
    package var at: Instant

    package init(target: String, text: String, html: String? = nil, at: Instant) {
        self.target = target
        self.text = text
        self.html = html
        self.at = at
    }
}

package struct DeleteEvent: Sendable, Hashable {
    package var target: String
    package var at: Instant

    package init(target: String, at: Instant) {
        self.target = target
        self.at = at
    }
}

package struct ReactionEvent: Sendable, Hashable {
    package var target: String
    package var sender: SenderInfo
    package var emoji: String
    package var removed: Bool
    package var at: Instant

    package init(target: String, sender: SenderInfo, emoji: String, removed: Bool, at: Instant) {
        self.target = target
        self.sender = sender
        self.emoji = emoji
        self.removed = removed
        self.at = at
    }
}

package struct ReceiptEvent: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case sent, delivered, read, failed
    }

    package var target: String
    package var state: State
    package var error: String?
    package var at: Instant
    /// Where the message had several recipients: the one that this is about.
    package var recipient: String?
    /// Of a failure: nothing will ever reach that address.
    package var isPermanent: Bool

    package init(
        target: String, state: State, error: String? = nil, at: Instant, recipient: String? = nil,
        isPermanent: Bool = false
    ) {
        self.target = target
        self.state = state
        self.error = error
        self.at = at
        self.recipient = recipient
        self.isPermanent = isPermanent
    }
}

package struct ContactEvent: Sendable, Hashable {
    package enum Change: String, Sendable, CaseIterable {
        case updated, joined, blocked
    }

    package var sender: SenderInfo
    package var change: Change
    package var at: Instant

    package init(sender: SenderInfo, change: Change, at: Instant) {
        self.sender = sender
        self.change = change
        self.at = at
    }
}
