/// Makes a `ParsedEmail` of a message whose parts are known.
struct EmailReader {
    let message: RawMessage
    let limits: EmailLimits

    func read(ownHosts: Set<String>) -> ParsedEmail {
        let choice = BodyChoice(message.parts, message.facts)
        let hint = charsetHint((choice.plain ?? choice.html).flatMap { message.parts[$0].type.parameters["charset"] })
        let headers = EmailHeaders(
            message.fields.map { field in
                (field.name, HeaderText.decoded(HeaderText.unfolded(message.bytes, field.value), hint: hint))
            })
        let ownID = message.value("message-id").flatMap { MessageIdentifiers.one($0) }
        var email = ParsedEmail(
            headers, messageID: ownID ?? StableMessageID.make(message), hasMadeMessageID: ownID == nil)
        email.inReplyTo = identifiers("in-reply-to", prefersBrackets: true)
        email.references = identifiers("references", prefersBrackets: false)
        email.subject = headers["subject"]
        email.date = message.value("date").flatMap { EmailDate.parse($0) }
        email.from = addresses("from", hint)
        email.sender = addresses("sender", hint)
        email.replyTo = addresses("reply-to", hint)
        email.to = addresses("to", hint)
        email.cc = addresses("cc", hint)
        email.returnPath = message.value("return-path").map { AddressReader.read($0).first?.address ?? "" }
        email.reached = message.reached
        readBodies(choice, into: &email)
        email.bounce = BounceReader(message: message, email: email).read()
        email.automatic = AutomaticMail(email, topType: message.parts[0].type, ownHosts: ownHosts)
        return email
    }

    /// The charset of bytes in the header that nobody declared: the body's, or what the header as a whole looks like. A
    /// short name alone says too little.
    private func charsetHint(_ body: String?) -> String? {
        if let name = body.flatMap(CharsetName.canonical), name != "UTF-8", name != "ASCII" { return body }
        let raw = message.fields.flatMap { field -> ArraySlice<UInt8> in
            let value = message.bytes[field.value]
            return value.contains { $0 >= 0x80 } ? Array(value)[...] : []
        }
        guard !raw.isEmpty, String(validating: raw, as: UTF8.self) == nil else { return nil }
        return CharsetGuess.best(raw)
    }

    private func identifiers(_ name: String, prefersBrackets: Bool) -> [String] {
        message.value(name).map { MessageIdentifiers.list($0, prefersBrackets: prefersBrackets) } ?? []
    }

    /// Fields of equal name are one list, as broken senders mean them.
    private func addresses(_ name: String, _ hint: String?) -> [EmailAddress] {
        let lists = message.fields.filter { $0.name == name }.map { field in
            AddressReader.read(
                HeaderText.unfolded(message.bytes, field.value), hint: hint, limit: limits.addresses)
        }
        return Array(lists.joined().prefix(limits.addresses))
    }

    private func readBodies(_ choice: BodyChoice, into email: inout ParsedEmail) {
        var files: [EmailAttachment] = []
        var plain: String?
        if let index = choice.plain {
            let found = UUEncodedText(message.text(index))
            plain = found.text
            files = found.files.enumerated().map { number, file in
                EmailAttachment(
                    path: "\(message.parts[index].path)#\(number + 1)", filename: file.name,
                    contentType: "application/octet-stream", disposition: "attachment", contentID: nil,
                    size: file.content.count, sha256: SHA256Text.of(file.content))
            }
        }
        email.html = choice.html.map { message.text($0) }
        // Some programs send an empty text beside the HTML.
        if let text = plain, Self.isBlank(text), files.isEmpty, choice.more.isEmpty,
            let html = email.html, !Self.isBlank(readableText(html, &email.reached))
        {
            plain = nil
        }
        let readable = plain == nil ? email.html.map { readableText($0, &email.reached) } : nil
        let base = plain ?? readable
        let more = choice.more.map { index in
            message.parts[index].type.subtype == "html"
                ? readableText(message.text(index), &email.reached) : message.text(index)
        }
        email.text = base.map { ([$0] + more).joined(separator: $0.hasSuffix("\n") ? "" : "\n") }
        if plain != nil {
            email.replyText = email.text.map { ReplyText.visible(plain: $0) }
        } else if let html = email.html, html.utf8.count <= limits.htmlBytes {
            email.replyText = ([ReplyText.visible(html: html)] + more).joined(separator: "\n")
        } else {
            email.replyText = email.text
        }
        email.attachments = attachments(besides: choice) + files
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0 == "\u{200B}" || $0 == "\u{FEFF}" }
    }

    private func readableText(_ html: String, _ reached: inout Set<EmailLimits.Kind>) -> String {
        guard html.utf8.count > limits.htmlBytes else { return HTMLText.readable(from: html) }
        reached.insert(.htmlBytes)
        return HTMLText.readable(from: String(decoding: html.utf8.prefix(limits.htmlBytes), as: UTF8.self))
    }

    private func attachments(besides choice: BodyChoice) -> [EmailAttachment] {
        message.parts.indices.compactMap { index in
            let part = message.parts[index]
            guard !part.isOpened, index != choice.plain, index != choice.html else { return nil }
            // A message without any body has no part either.
            if index == 0, part.body.isEmpty { return nil }
            let content = message.content(index)
            let facts = message.facts[index]
            let name = facts.disposition?.parameters["filename"] ?? part.type.parameters["name"]
            return EmailAttachment(
                path: part.path, filename: name.flatMap { $0.isEmpty ? nil : $0 }, contentType: part.type.name,
                disposition: facts.disposition?.kind, contentID: facts.contentID, size: content.count,
                sha256: SHA256Text.of(content))
        }
    }
}
