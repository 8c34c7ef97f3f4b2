package import InboxDomain

/// A message of mail, read (RFC 5322, 2045 to 2049, 2231, 6532).
///
/// Reading never fails: whatever the bytes are, something comes out, and the raw message remains for another try. The
/// time is linear in the bytes, within `EmailLimits`; nothing blocks. Equal bytes give equal values.
package struct ParsedEmail: Sendable {
    /// Without angle brackets. Where the message has none it is made from the content (`StableMessageID`).
    package var messageID: String
    package var hasMadeMessageID: Bool
    /// Identifiers without angle brackets, in the order of the field, each once.
    package var inReplyTo: [String]
    package var references: [String]
    package var subject: String?
    /// The sender's word, not when it arrived.
    package var date: Instant?
    package var from: [EmailAddress]
    package var sender: [EmailAddress]
    package var replyTo: [EmailAddress]
    package var to: [EmailAddress]
    package var cc: [EmailAddress]
    /// Whom the delivering system would tell of failure; empty for the null path of automatic mail, nil where no system
    /// has noted it.
    package var returnPath: String?
    /// The plain text, or the HTML as text where there is no plain text; lines end with LF. Further text parts of a mixed
    /// message follow behind it, and are attachments too.
    package var text: String?
    package var html: String?
    /// `text` without quoted history and signature.
    package var replyText: String?
    /// Every part but the two chosen bodies, in the order of the message.
    package var attachments: [EmailAttachment]
    package var headers: EmailHeaders
    package var automatic: AutomaticMail
    package var bounce: Bounce?
    /// Limits that the message ran into: it was not read to its end.
    package var reached: Set<EmailLimits.Kind>

    /// `ownHosts` are names of ours: mail whose Message-ID is of one of them is automatic.
    package init(parsing raw: [UInt8], limits: EmailLimits = EmailLimits(), ownHosts: Set<String> = []) {
        self = RawMessage.read(raw, limits) { message in
            EmailReader(message: message, limits: limits).read(ownHosts: ownHosts)
        }
    }

    init(_ headers: EmailHeaders, messageID: String, hasMadeMessageID: Bool) {
        self.messageID = messageID
        self.hasMadeMessageID = hasMadeMessageID
        self.headers = headers
        (inReplyTo, references) = ([], [])
        (from, sender, replyTo, to, cc) = ([], [], [], [], [])
        attachments = []
        automatic = AutomaticMail(reasons: [])
        reached = []
    }

    /// The bytes of an attachment, from the raw message that it was found in; nil where there is no part of that path.
    package static func content(
        of path: String, in raw: [UInt8], limits: EmailLimits = EmailLimits()
    ) -> [UInt8]? {
        let pieces = path.split(separator: "#", maxSplits: 1)
        guard let partPath = pieces.first else { return nil }
        return RawMessage.read(raw, limits) { message in
            guard
                let index = message.parts.indices.first(where: { place in
                    !message.parts[place].isOpened && message.parts[place].path == partPath
                })
            else { return nil }
            guard pieces.count == 2 else { return message.content(index) }
            let files = UUEncodedText(message.text(index)).files
            return Int(pieces[1]).flatMap { files.indices.contains($0 - 1) ? files[$0 - 1].content : nil }
        }
    }
}
