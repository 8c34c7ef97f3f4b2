package import InboxDomain

/// A message to be composed.
package struct OutgoingEmail: Sendable, Hashable {
    /// A file of the message. With a content id it is shown inside the HTML, which names it as `cid:`.
    package struct File: Sendable, Hashable {
        package enum Content: Sendable, Hashable {
            case bytes([UInt8])
            /// The first `size` bytes of a file of ours, which is read when the message is sent.
            case file(path: String, size: Int)
        }

        package var name: String
        /// `type/subtype`.
        package var contentType: String
        package var content: Content
        /// Without angle brackets; nil for an attachment.
        package var contentID: String?

        package init(name: String, contentType: String, content: [UInt8], contentID: String? = nil) {
            self.name = name
            self.contentType = contentType
            self.content = .bytes(content)
            self.contentID = contentID
        }

        package init(name: String, contentType: String, path: String, size: Int, contentID: String? = nil) {
            self.name = name
            self.contentType = contentType
            content = .file(path: path, size: size)
            self.contentID = contentID
        }
    }

    /// What is quoted below the answer.
    package struct History: Sendable, Hashable {
        /// `On 2 March 2026, Ann wrote:`
        package var attribution: String
        package var text: String
        /// HTML that may stand inside a page: the caller has made it harmless. nil quotes the text.
        package var html: String?

        package init(attribution: String, text: String, html: String? = nil) {
            self.attribution = attribution
            self.text = text
            self.html = html
        }
    }

    /// What RFC 3834 §5 calls a message that no person wrote.
    package enum Automatic: String, Sendable, Hashable {
        case replied = "auto-replied"
        case generated = "auto-generated"
    }

    package var from: EmailAddress
    package var to: [EmailAddress] = []
    package var cc: [EmailAddress] = []
    package var replyTo: [EmailAddress] = []
    package var subject: String
    package var date: Instant
    /// Without angle brackets.
    package var messageID: String
    package var inReplyTo: [String] = []
    /// The oldest first, as the answered message has them, and its own id last.
    package var references: [String] = []
    package var text: String
    /// nil makes it of the text: with the pictures where that says `[image: NAME]`, and the others below it.
    package var html: String?
    package var history: History?
    package var files: [File] = []
    package var automatic: Automatic?
    /// Further fields; names that the composer writes itself are refused.
    package var headers: [(name: String, value: String)] {
        get { headerFields.map { ($0.name, $0.value) } }
        set { headerFields = newValue.map { Field(name: $0.name, value: $0.value) } }
    }
    /// What the boundaries are made of; equal messages with equal seeds are equal bytes.
    package var boundarySeed: String
    /// Whether the way to the recipient takes 8BITMIME (RFC 6152).
    package var allows8Bit = false

    private struct Field: Sendable, Hashable {
        var name: String
        var value: String
    }

    private var headerFields: [Field] = []

    package init(
        from: EmailAddress, subject: String, text: String, date: Instant, messageID: String, boundarySeed: String
    ) {
        self.from = from
        self.subject = subject
        self.text = text
        self.date = date
        self.messageID = messageID
        self.boundarySeed = boundarySeed
    }
}

/// A message ready to be sent.
package struct ComposedEmail: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case bytes([UInt8])
        /// The first `size` bytes of a file, in base64, in lines of 76 letters that end with CRLF.
        case base64(path: String, size: Int)
    }

    /// With CRLF for line ends; lines of at most 998 bytes.
    package var pieces: [Piece]
    /// Whether an address is not ASCII: the way must take SMTPUTF8 (RFC 6531).
    package var needsSMTPUTF8: Bool
    /// Whether a body is not ASCII: the way must take 8BITMIME.
    package var needs8Bit: Bool

    /// All of it but the content of files that are still to be read.
    package var bytes: [UInt8] {
        pieces.reduce(into: []) { bytes, piece in
            if case .bytes(let more) = piece { bytes += more }
        }
    }
}

/// Why a message cannot be composed. All of them are permanent; the texts may be shown.
package enum ComposingError: Error, Sendable, Hashable, CustomStringConvertible {
    case noRecipient
    /// Not `local@domain`, or with space, control characters or brackets in it.
    case address(field: String)
    /// An identifier with space, control characters, brackets or something not ASCII in it.
    case identifier(field: String)
    case contentType
    /// A name that is none, that the composer writes itself, or a value with line ends.
    case header(name: String)

    package var description: String {
        switch self {
        case .noRecipient: "the message has no recipient"
        case .address(let field): "an address in \(field) cannot be written: it must be local@domain"
        case .identifier(let field): "an identifier in \(field) cannot be written"
        case .contentType: "the content type of a file must be type/subtype"
        case .header(let name): "the header field \(HeaderText.clean(name)) cannot be written"
        }
    }
}
