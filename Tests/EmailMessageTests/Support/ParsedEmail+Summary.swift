import InboxDomain

@testable import EmailMessage

extension ParsedEmail {
    /// All that was read, a fact a line, for golden files.
    var summary: String {
        var lines: [String] = []
        func add(_ name: String, _ value: String?) {
            if let value { lines.append("\(name): \(Self.visible(value))") }
        }
        func add(_ name: String, _ addresses: [EmailAddress]) {
            for address in addresses { add(name, "\(address.name ?? "-") <\(address.address)>") }
        }
        add("message-id", messageID)
        inReplyTo.forEach { add("in-reply-to", $0) }
        references.forEach { add("references", $0) }
        add("subject", subject)
        add("date", date?.formatted)
        add("from", from)
        add("sender", sender)
        add("reply-to", replyTo)
        add("to", to)
        add("cc", cc)
        add("return-path", returnPath.map { "<\($0)>" })
        // How HTML becomes text has tests of its own.
        add(
            "text",
            html != nil && attachments.isEmpty && text == HTMLText.readable(from: html ?? "") ? "of the HTML" : text)
        add("html", html)
        for attachment in attachments {
            let facts = [
                attachment.filename, attachment.contentType, attachment.disposition, attachment.contentID,
                "\(attachment.size) bytes",
            ]
            add("part \(attachment.path)", facts.map { $0 ?? "-" }.joined(separator: ", "))
        }
        automatic.reasons.forEach { add("automatic", $0) }
        if let bounce {
            add(
                "bounce",
                "\(bounce.kind.rawValue)\(bounce.isPermanent ? ", permanent" : ""), of \(bounce.originalMessageID ?? "-")"
            )
            for recipient in bounce.recipients {
                let facts = [
                    recipient.address, recipient.finalAddress, recipient.action.rawValue, recipient.status,
                    recipient.isPermanent ? "permanent" : nil, recipient.diagnostic,
                ]
                add("recipient", facts.map { $0 ?? "-" }.joined(separator: ", "))
            }
        }
        reached.map(\.rawValue).sorted().forEach { add("reached", $0) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func visible(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\r\n", with: "\\r\\n").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
    }
}
