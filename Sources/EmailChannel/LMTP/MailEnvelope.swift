package import ChannelKit

/// The envelope of a mail, as the ledger keeps it beside the message: what Return-Path, Delivered-To and Received would
/// say. The message itself is kept as it came.
package struct MailEnvelope: Sendable, Hashable {
    private static let sender = "lmtp-mail-from"
    private static let recipient = "lmtp-rcpt-to"
    private static let client = "lmtp-lhlo"

    /// Empty for the null path of bounces.
    package var sender: String
    /// Those of our addresses that it was sent to, of one inbox, as the MTA wrote them; never empty.
    package var recipients: [String]
    /// What the MTA called itself.
    package var client: String

    package init(sender: String, recipients: [String], client: String) {
        self.sender = sender
        self.recipients = recipients
        self.client = client
    }

    /// Nil where the delivery did not come by LMTP.
    package init?(_ headers: [WebhookRequest.Header]) {
        let recipients = headers.filter { $0.name == Self.recipient }.map(\.value)
        guard !recipients.isEmpty else { return nil }
        self.recipients = recipients
        sender = headers.first { $0.name == Self.sender }?.value ?? ""
        client = headers.first { $0.name == Self.client }?.value ?? ""
    }

    package var headers: [WebhookRequest.Header] {
        [.init(name: Self.sender, value: sender)]
            + recipients.map { .init(name: Self.recipient, value: $0) }
            + [.init(name: Self.client, value: client)]
    }
}
