import Crypto
import EmailMessage
package import InboxDomain

/// What one raw mail becomes. The raw message stays in the ledger: what is cut here to fit an event is there still.
package struct MailEvent {
    /// What the servers said of it: it is no part of the message.
    package struct Envelope: Sendable, Hashable {
        /// Empty for the null path of bounces.
        package var sender: String
        /// Those of our addresses that it was sent to.
        package var recipients: [String]

        package init(sender: String, recipients: [String]) {
            self.sender = sender
            self.recipients = recipients
        }
    }

    /// Of the text: what does not fit is said to be missing.
    private static let cut = "\n[…]"
    /// Fields that say how a message travelled, and are long: nothing routes by them.
    private static let travelling: Set<String> = [
        "received", "dkim-signature", "domainkey-signature", "arc-seal", "arc-message-signature",
        "arc-authentication-results", "x-google-dkim-signature", "received-spf", "x-received", "autocrypt", "openpgp",
    ]

    private let receivedAt: Instant
    private let addresses: [String]
    private let envelope: Envelope?
    private let email: ParsedEmail

    /// `addresses` are those of the inbox, its own first; they say to whom it went where the envelope does not. Reading takes
    /// time in proportion to the bytes, and never fails. Of the addresses and the envelope, what can be no address is left out.
    package init(_ raw: [UInt8], envelope: Envelope?, addresses: [String] = [], receivedAt: Instant) {
        self.receivedAt = receivedAt
        self.addresses = addresses.filter(Self.isUsable)
        self.envelope = envelope.map {
            Envelope(sender: Self.fits($0.sender) ? $0.sender : "", recipients: $0.recipients.filter(Self.isUsable))
        }
        // The envelope's sender is what Return-Path would say; a null one marks automatic mail, and bounces.
        let trace = self.envelope.map { Array("Return-Path: <\($0.sender)>\r\n".utf8) } ?? []
        email = ParsedEmail(parsing: trace.isEmpty ? raw : trace + raw)
    }

    /// The content of one part, by the `ref` of its attachment; nil where there is no such part.
    package static func content(of ref: String, in raw: [UInt8]) -> [UInt8]? {
        ParsedEmail.content(of: ref, in: raw)
    }

    package var message: MessageEvent {
        let id = Self.shortID(email.messageID)
        let root = email.references.first ?? email.inReplyTo.first
        return MessageEvent(
            id: id, conversation: root.map(Self.shortID) ?? id, sender: sender,
            sentAt: min(email.date ?? receivedAt, receivedAt), text: text,
            html: email.html.flatMap { $0.utf8.count <= EventLimits.text ? $0 : nil },
            subject: email.subject.map { Self.prefix($0, EventLimits.longText) },
            replyTo: email.inReplyTo.first.map(Self.shortID),
            attachments: email.attachments.prefix(EventLimits.attachments).map(Self.attachment), to: recipient,
            headers: headers, automatic: email.automatic.isAutomatic || email.bounceHints != nil,
            threading: email.threading(recipients: envelope?.recipients ?? []), bounce: email.bounceHints)
    }

    /// Who wrote it; where the message does not say, whoever the envelope names.
    private var sender: SenderInfo {
        let author = (email.from + email.sender).first { Self.isUsable($0.address) }
        let address =
            author?.address ?? [envelope?.sender, email.returnPath].compactMap { $0 }.first(where: Self.isUsable)
        guard let address else { return SenderInfo(id: "unknown@sender.invalid") }
        return SenderInfo(
            id: MailParty.key(of: address), name: author?.name.map { Self.prefix($0, EventLimits.longText) },
            email: address)
    }

    private static func isUsable(_ address: String) -> Bool {
        fits(address) && address.utf8.contains(UInt8(ascii: "@"))
    }

    /// A server's word may be an address without a domain; it is no more than one line.
    private static func fits(_ address: String) -> Bool {
        address.utf8.count <= EventLimits.shortText && address.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// The reply text; all text where that is empty, and the subject where there is none.
    private var text: String {
        let text = [email.replyText, email.text, email.subject].compactMap { $0 }.first { !$0.isBlank } ?? ""
        guard text.utf8.count > EventLimits.text else { return text }
        return Self.prefix(text, EventLimits.text - Self.cut.utf8.count) + Self.cut
    }

    /// Which of our addresses it went to: as the envelope has it, else as the header does.
    private var recipient: String? {
        if let first = envelope?.recipients.first { return first }
        var book = MailAddressBook()
        for address in addresses { _ = book.add(address, of: "") }
        return (email.to + email.cc).map(\.address)
            .first { Self.isUsable($0) && book.inbox(for: $0) != nil } ?? addresses.first
    }

    private var headers: [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in email.headers.fields where headers[name] == nil && !Self.travelling.contains(name) {
            guard headers.count < EventLimits.headers else { break }
            if name.utf8.count <= EventLimits.shortText { headers[name] = Self.prefix(value, EventLimits.longText) }
        }
        return headers
    }

    private static func attachment(_ part: EmailAttachment) -> Attachment {
        let kind: Attachment.Kind =
            switch part.contentType.prefix(while: { $0 != "/" }) {
            case "image": .image
            case "audio": .audio
            case "video": .video
            default: .file
            }
        return Attachment(
            kind: kind, name: part.filename.map { prefix($0, EventLimits.longText) },
            contentType: prefix(part.contentType, EventLimits.shortText), size: Int64(part.size),
            ref: prefix(part.path, EventLimits.longText))
    }

    /// An identifier that fits: a longer one is replaced by its digest, always the same.
    static func shortID(_ id: String) -> String {
        guard id.utf8.count > EventLimits.shortText else { return id }
        let digits = SHA256.hash(data: Array(id.utf8)).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return "sha256.\(digits.joined())@long.invalid"
    }

    /// The beginning of a text, at most so many bytes, without half a scalar at its end.
    private static func prefix(_ text: String, _ bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var view = text.utf8.prefix(bytes)
        while String(view) == nil { view = view.dropLast() }
        return String(view) ?? ""
    }
}

extension String {
    fileprivate var isBlank: Bool { utf8.allSatisfy { $0 <= 0x20 } }
}
