/// Finds out whether a message is a bounce, and of what.
struct BounceReader {
    let message: RawMessage
    let email: ParsedEmail

    func read() -> Bounce? {
        if let index = leaf(where: { $0 == "message/delivery-status" || $0 == "message/global-delivery-status" }) {
            let recipients = DeliveryStatusReader.recipients(of: message.text(index))
            guard !recipients.isEmpty else { return nil }
            return Bounce(kind: .dsn, recipients: recipients, originalMessageID: originalMessageID())
        }
        guard isFromDaemon, let text = email.text else { return nil }
        let report = FreeFormBounce(
            text, failedRecipients: email.headers.all("x-failed-recipients"), subject: email.subject ?? "",
            others: (email.from + email.sender + email.to + email.cc).map(\.address))
        guard !report.recipients.isEmpty else { return nil }
        return Bounce(
            kind: .freeForm, recipients: report.recipients,
            originalMessageID: originalMessageID() ?? report.originalMessageID ?? email.inReplyTo.first
                ?? email.references.last)
    }

    /// Free text is only believed where a mail system seems to have sent it: anyone may write "delivery failed".
    private var isFromDaemon: Bool {
        email.returnPath?.isEmpty == true || email.headers["x-failed-recipients"] != nil
            || (email.from + email.sender).contains { AutomaticMail.isDaemon($0.address) }
            || email.headers["x-ms-exchange-message-is-ndr"] != nil
    }

    private func leaf(where matches: (String) -> Bool) -> Int? {
        message.parts.indices.first { !message.parts[$0].isOpened && matches(message.parts[$0].type.name) }
    }

    /// From the returned message, or its header.
    private func originalMessageID() -> String? {
        let returned = [
            "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers",
            "message/global-headers",
        ]
        guard let index = leaf(where: { returned.contains($0) }) else {
            return statusMessageID ?? email.bounceReferences.first
        }
        let content = message.content(index)
        return content.withUnsafeBufferPointer { bytes in
            let header = HeaderScanner(bytes: bytes, limits: EmailLimits()).scan(0..<bytes.count)
            return header.fields.first { $0.name == "message-id" }
                .flatMap { MessageIdentifiers.one(HeaderText.unfolded(bytes, $0.value)) }
        } ?? statusMessageID ?? email.bounceReferences.first
    }

    /// As Gmail writes it beside the status.
    private var statusMessageID: String? {
        leaf { $0 == "message/delivery-status" || $0 == "message/global-delivery-status" }
            .flatMap { DeliveryStatusReader.originalMessageID(of: message.text($0)) }
    }
}

extension ParsedEmail {
    /// What a report answers, where it returns nothing of the message.
    fileprivate var bounceReferences: [String] { inReplyTo + references.reversed() }
}
