/// Writes messages (RFC 5322, 2045 to 2047, 2231): text and HTML as alternatives, pictures beside the HTML, files behind.
///
/// Equal input gives equal bytes. Values cannot add fields or parts: line ends and control characters in text for people
/// become space, and where they could only be meant to do harm the message is refused.
package enum EmailComposer {
    /// How many references are kept, beside the first: threads of years would make a header that servers refuse.
    private static let references = 20

    /// Throws a `ComposingError` where a value cannot be written.
    package static func compose(_ email: OutgoingEmail) throws(ComposingError) -> ComposedEmail {
        try check(email)
        var header = HeaderWriter()
        header.words("Date", [EmailDate.format(email.date)])
        header.addresses("From", [email.from])
        header.addresses("Reply-To", email.replyTo)
        header.addresses("To", email.to)
        header.addresses("Cc", email.cc)
        header.text("Subject", email.subject)
        header.words("Message-ID", ["<\(email.messageID)>"])
        let answered = email.inReplyTo.filter(isIdentifier)
        if !answered.isEmpty { header.words("In-Reply-To", answered.map { "<\($0)>" }) }
        let thread = shortened(email.references.filter(isIdentifier))
        if !thread.isEmpty { header.words("References", thread.map { "<\($0)>" }) }
        if let automatic = email.automatic {
            header.words("Auto-Submitted", [automatic.rawValue])
            // Exchange knows this one only.
            header.words("X-Auto-Response-Suppress", ["All"])
        }
        for field in email.headers { header.text(field.name, field.value) }
        header.words("MIME-Version", ["1.0"])

        var writer = BodyWriter(allows8Bit: email.allows8Bit)
        let body = body(of: email, &writer)
        let addresses = [email.from] + email.to + email.cc + email.replyTo
        return ComposedEmail(
            pieces: (MessageBody(header.bytes) + body).pieces,
            needsSMTPUTF8: addresses.contains { address in address.address.utf8.contains { $0 >= 0x80 } },
            needs8Bit: writer.uses8Bit)
    }

    private static func body(of email: OutgoingEmail, _ writer: inout BodyWriter) -> MessageBody {
        let plain = writer.text(QuotedHistory.text(email), subtype: "plain")
        var html = writer.text(QuotedHistory.html(email), subtype: "html")
        let pictures = email.files.filter { $0.contentID != nil }
        if !pictures.isEmpty {
            html = BodyWriter.multipart(
                "related", [html] + pictures.map(writer.file), seed: email.boundarySeed + "/related",
                parameters: ["type=\"text/html\""])
        }
        let texts = BodyWriter.multipart("alternative", [plain, html], seed: email.boundarySeed + "/alternative")
        let files = email.files.filter { $0.contentID == nil }
        guard !files.isEmpty else { return texts }
        return BodyWriter.multipart("mixed", [texts] + files.map(writer.file), seed: email.boundarySeed + "/mixed")
    }

    /// The first one, which names the thread, and the latest.
    private static func shortened(_ ids: [String]) -> [String] {
        ids.count <= references + 1 ? ids : [ids[0]] + ids.suffix(references)
    }

    // MARK: Checks

    private static func check(_ email: OutgoingEmail) throws(ComposingError) {
        guard !(email.to.isEmpty && email.cc.isEmpty) else { throw .noRecipient }
        let lists = [("From", [email.from]), ("Reply-To", email.replyTo), ("To", email.to), ("Cc", email.cc)]
        for (field, addresses) in lists where !addresses.allSatisfy({ isAddress($0.address) }) {
            throw .address(field: field)
        }
        guard isIdentifier(email.messageID) else { throw .identifier(field: "Message-ID") }
        for file in email.files {
            if let id = file.contentID, !isIdentifier(id) { throw .identifier(field: "Content-ID") }
            let words = file.contentType.utf8.split(separator: ASCII.slash, omittingEmptySubsequences: false)
            let isToken = { (word: Substring.UTF8View) in
                !word.isEmpty && word.allSatisfy { ASCII.isAlphanumeric($0) || "!#$&-^_.+".utf8.contains($0) }
            }
            guard words.count == 2, words.allSatisfy(isToken), file.contentType.utf8.count <= 127 else {
                throw .contentType
            }
        }
        for field in email.headers { try check(field) }
    }

    private static let ownFields: Set<String> = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "message-id", "in-reply-to", "references",
        "auto-submitted", "x-auto-response-suppress", "mime-version", "return-path",
    ]

    private static func check(_ field: (name: String, value: String)) throws(ComposingError) {
        let name = field.name.lowercased()
        guard !name.isEmpty, name.utf8.count <= 70, !ownFields.contains(name), !name.hasPrefix("content-"),
            field.name.utf8.allSatisfy({ $0 > ASCII.space && $0 < 0x7F && $0 != ASCII.colon }),
            !field.value.utf8.contains(where: { $0 == 0 || $0 == ASCII.carriageReturn || $0 == ASCII.lineFeed })
        else { throw .header(name: field.name) }
    }

    /// `local@domain` of at most 320 bytes. Characters beyond ASCII may stand in both (RFC 6532).
    private static func isAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let at = bytes.lastIndex(of: ASCII.at), at > 0, at < bytes.count - 1, bytes.count <= 320 else {
            return false
        }
        let isPlain = { (byte: UInt8) in byte > ASCII.space && byte != 0x7F && !"<>,;:\"()[]\\".utf8.contains(byte) }
        let local = bytes[..<at]
        let domain = bytes[(at + 1)...]
        let isQuoted = local.count > 2 && local.first == ASCII.quote && local.last == ASCII.quote
        let inside = local.dropFirst().dropLast()
        let isLocal =
            isQuoted
            ? inside.allSatisfy { $0 >= ASCII.space && $0 != 0x7F && $0 != ASCII.quote && $0 != ASCII.backslash }
            : local.allSatisfy { isPlain($0) && $0 != ASCII.at }
        let isLiteral = domain.first == UInt8(ascii: "[") && domain.last == UInt8(ascii: "]")
        let isDomain =
            isLiteral
            ? domain.dropFirst().dropLast().allSatisfy { ASCII.isAlphanumeric($0) || ".:-".utf8.contains($0) }
            : domain.allSatisfy { isPlain($0) && $0 != ASCII.at }
        // Separators beyond ASCII would end a line for readers that know them.
        return isLocal && isDomain && !text.unicodeScalars.contains { $0.properties.isWhitespace && $0.value >= 0x80 }
    }

    /// Between angle brackets: printable ASCII without brackets and space, of a length that fits a line.
    private static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 900
            && text.utf8.allSatisfy { $0 > ASCII.space && $0 < 0x7F && $0 != ASCII.less && $0 != ASCII.greater }
    }
}
