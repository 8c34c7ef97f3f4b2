package import InboxDomain

/// What a mail says of the thread that it belongs to. The engine decides; a channel only passes on what stands there.
///
/// Message-IDs stand without their angle brackets. Nothing of this is proven: anybody can write any id and any address.
package struct ThreadingHints: Sendable, Hashable {
    /// The token in the recipient's address, as `replyToken(in:)` finds it; whether it is ours is for the engine to say.
    package var replyToken: String?
    package var messageID: String
    package var inReplyTo: [String]
    /// Oldest first, as the header has them.
    package var references: [String]
    /// Everybody that the mail names as a recipient, our own addresses among them. The sender is the event's.
    package var to: [MailParty]
    package var cc: [MailParty]

    package init(
        messageID: String, replyToken: String? = nil, inReplyTo: [String] = [], references: [String] = [],
        to: [MailParty] = [], cc: [MailParty] = []
    ) {
        self.replyToken = replyToken
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.to = to
        self.cc = cc
    }

    /// The part of an address in which a reply token stands: `support+r42.…@example.com` gives `r42.…`. Nil where the
    /// address has none.
    package static func replyToken(in address: String) -> String? {
        let bytes = address.utf8
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")),
            let plus = bytes[..<at].lastIndex(of: UInt8(ascii: "+"))
        else { return nil }
        let detail = String(decoding: bytes[bytes.index(after: plus)..<at], as: UTF8.self).lowercased()
        return MailTokens.looksLikeReplyToken(detail) ? detail : nil
    }
}

/// What a report of a failed delivery says (RFC 3464, and what was read out of free-form ones).
package struct BounceHints: Sendable, Hashable {
    package struct Recipient: Sendable, Hashable {
        package var address: String
        /// Whether it will fail again (status 5.x.x).
        package var isPermanent: Bool
        /// The server's words.
        package var detail: String?

        package init(address: String, isPermanent: Bool, detail: String? = nil) {
            self.address = address
            self.isPermanent = isPermanent
            self.detail = detail
        }
    }

    /// The Message-IDs of the mail that it is about, without brackets, the most certain first.
    package var originals: [String]
    /// Whom it did not reach; one that only says that it is delayed is no bounce. Empty where the report does not say.
    package var recipients: [Recipient]

    package init(originals: [String], recipients: [Recipient] = []) {
        self.originals = originals
        self.recipients = recipients
    }
}
