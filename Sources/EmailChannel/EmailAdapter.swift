package import ChannelKit
import EmailMessage
package import InboxDomain
import Transport

/// One inbox of the channel `email`. Mail comes by LMTP, or is fetched by IMAP; none comes by webhook.
package struct EmailAdapter: ChannelAdapter {
    package let inbox: InboxDefinition
    let settings: EmailSettings
    package let source: (any ChannelSource)?
    private let sender: SMTPSender?

    /// Without `exchange` nothing can be sent.
    init(
        inbox: InboxDefinition, settings: EmailSettings, exchange: (any MailExchange)? = nil,
        source: (any ChannelSource)? = nil, tokens: (any AccessTokenSource)? = nil
    ) {
        self.inbox = inbox
        self.settings = settings
        self.source = source
        sender = exchange.flatMap { exchange in
            settings.smtp.map {
                SMTPSender(
                    settings: $0, identity: MailIdentity(address: settings.addresses[0], name: settings.fromName),
                    signature: settings.signature, exchange: exchange, tokens: tokens)
            }
        }
    }

    /// What one mail may hold is for the submission server to say: it announces its limit, and is believed.
    package var capabilities: ChannelCapabilities {
        ChannelCapabilities(
            canSend: sender != nil, attachments: AttachmentLimits(count: .max, allowsInline: true), canQuote: false)
    }

    package var mailAddresses: [String] { settings.addresses }

    package func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        .reject(
            .methodNotAllowed,
            WebhookResponse(status: 404, contentType: "text/plain", body: Array("this inbox takes mail\n".utf8)))
    }

    /// Never throws: whatever the bytes are, some message comes out of them.
    package func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] {
        let envelope = MailEnvelope(delivery.headers).map {
            MailEvent.Envelope(sender: $0.sender, recipients: $0.recipients)
        }
        return [
            .message(
                MailEvent(
                    delivery.body, envelope: envelope, addresses: settings.addresses, receivedAt: delivery.receivedAt
                ).message)
        ]
    }

    /// They are parts of the mail, named by their paths.
    package func place(of attachment: Attachment) -> AttachmentPlace {
        attachment.ref == nil ? .nowhere : .delivery
    }

    package func content(of attachment: Attachment, in delivery: RawDelivery) -> [UInt8]? {
        attachment.ref.flatMap { ParsedEmail.content(of: $0, in: delivery.body) }
    }

    package func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        guard let sender else {
            return .failed(
                SendFailure(.needsOperator, code: "no_smtp", detail: "inbox \(inbox.name) has no smtp: to send by"))
        }
        return await sender.send(message, now: now)
    }
}
