import ControlAPI
import EmailMessage
import InboxDomain

/// A message of mail as JSON. Every key is always there: null for what is missing, empty lists for what is none.
enum MailView {
    static func json(of email: ParsedEmail) -> JSONValue {
        .object([
            "message_id": .text(email.messageID),
            "in_reply_to": list(email.inReplyTo),
            "references": list(email.references),
            "subject": text(email.subject),
            "date": text(email.date?.formatted),
            "from": addresses(email.from),
            "sender": addresses(email.sender),
            "reply_to": addresses(email.replyTo),
            "to": addresses(email.to),
            "cc": addresses(email.cc),
            "text": text(email.text),
            "html": text(email.html),
            "reply_text": text(email.replyText),
            "attachments": .list(email.attachments.map(attachment)),
            "automatic": .object([
                "is_automatic": .flag(email.automatic.isAutomatic), "reasons": list(email.automatic.reasons),
            ]),
            "bounce": email.bounce.map(bounce) ?? .null,
        ])
    }

    private static func text(_ value: String?) -> JSONValue {
        value.map { .text($0) } ?? .null
    }

    private static func list(_ values: [String]) -> JSONValue {
        .list(values.map { .text($0) })
    }

    private static func addresses(_ values: [EmailAddress]) -> JSONValue {
        .list(values.map { .object(["name": text($0.name), "address": .text($0.address)]) })
    }

    private static func attachment(_ value: EmailAttachment) -> JSONValue {
        .object([
            "filename": text(value.filename), "content_type": .text(value.contentType),
            "disposition": text(value.disposition), "content_id": text(value.contentID),
            "size": .number(Int64(value.size)), "sha256": .text(value.sha256),
        ])
    }

    private static func bounce(_ value: Bounce) -> JSONValue {
        .object([
            "kind": .text(value.kind.rawValue), "permanent": .flag(value.isPermanent),
            "recipients": .list(
                value.recipients.map { recipient in
                    .object([
                        "address": .text(recipient.address), "action": .text(recipient.action.rawValue),
                        "status": text(recipient.status), "diagnostic": text(recipient.diagnostic),
                    ])
                }),
            "original_message_id": text(value.originalMessageID),
        ])
    }
}
