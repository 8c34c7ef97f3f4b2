package import ChannelKit
package import InboxDomain
package import Transport

/// Makes the adapters of the channel `email`.
package struct EmailChannelFactory: ChannelFactory {
    package let channel = "email"

    private let exchange: (any MailExchange)?
    private let streams: (any StreamConnector)?
    private let http: (any HTTPExchange)?

    /// `exchange` carries the mail that goes out; without it inboxes only receive. `streams` leads to IMAP servers, and
    /// `http` to where their access tokens are had; without both no mail is fetched.
    package init(
        exchange: (any MailExchange)? = nil, streams: (any StreamConnector)? = nil, http: (any HTTPExchange)? = nil
    ) {
        self.exchange = exchange
        self.streams = streams
        self.http = http
    }

    package func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        let settings = try EmailSettings(inbox)
        var source: IMAPSource?
        if let imap = settings.imap, let streams, let http {
            source = IMAPSource(settings: imap, streams: streams, exchange: http)
        }
        return EmailAdapter(inbox: inbox, settings: settings, exchange: exchange, source: source)
    }
}
