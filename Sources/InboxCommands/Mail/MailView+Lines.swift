import EmailMessage
import InboxDomain

extension MailView {
    /// A message of mail for people: its header, what is attached, and what was written.
    static func lines(of email: ParsedEmail, _ style: Style) -> [String] {
        var fields = FieldList()
        fields.add("subject", email.subject, .strong)
        fields.add("from", line(email.from))
        fields.add("sender", line(email.sender))
        fields.add("reply to", line(email.replyTo))
        fields.add("to", line(email.to))
        fields.add("cc", line(email.cc))
        fields.add("date", email.date?.formatted)
        fields.add("message id", email.messageID + (email.hasMadeMessageID ? " (made from the content)" : ""))
        fields.add("in reply to", email.inReplyTo.joined(separator: ", "))
        fields.add("automatic", email.automatic.reasons.joined(separator: ", "), .caution)
        fields.add("limits", email.reached.map(\.rawValue).sorted().joined(separator: ", "), .alarm)
        if let bounce = email.bounce {
            for recipient in bounce.recipients {
                let words = [
                    recipient.action.rawValue, recipient.isPermanent ? "for good" : nil, recipient.status,
                    recipient.diagnostic,
                ]
                let tone: Style.Tone = recipient.isPermanent ? .alarm : .caution
                fields.add("bounce", "\(recipient.address): " + words.compactMap { $0 }.joined(separator: ", "), tone)
            }
            fields.add("bounce of", bounce.originalMessageID)
        }
        for attachment in email.attachments {
            let words = [
                attachment.filename ?? "(no name)", attachment.contentType, attachment.disposition,
                "\(attachment.size) bytes",
            ]
            fields.add("attachment", words.compactMap { $0 }.joined(separator: ", "))
        }
        let text = email.replyText ?? email.text ?? ""
        return fields.lines(style) + (text.isEmpty ? [] : [""] + DisplayText.lines(text))
    }

    private static func line(_ addresses: [EmailAddress]) -> String {
        addresses.map { address in
            address.name.map { "\($0) <\(address.address)>" } ?? address.address
        }.joined(separator: ", ")
    }
}
