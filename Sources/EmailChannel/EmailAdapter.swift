package import ChannelKit
package import InboxDomain

/// One inbox of the channel `email`. Mail comes by LMTP; none by webhook.
package struct EmailAdapter: ChannelAdapter {
    package let inbox: InboxDefinition
    let settings: EmailSettings

    package var capabilities: ChannelCapabilities { ChannelCapabilities(canSend: false) }

    package var mailAddresses: [String] { settings.addresses }

    package func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        .reject(
            .methodNotAllowed,
            WebhookResponse(status: 404, contentType: "text/plain", body: Array("this inbox takes mail\n".utf8)))
    }

    /// Never throws: whatever the bytes are, some message comes out of them.
    package func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] {
        [.message(MailEvent(delivery, settings: settings).message)]
    }

    package func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        .failed(SendFailure(.needsOperator, code: "no_smtp", detail: "inbox \(inbox.name) has no smtp: to send by"))
    }
}
