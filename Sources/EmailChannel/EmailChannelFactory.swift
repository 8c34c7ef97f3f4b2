package import ChannelKit
package import InboxDomain
package import Transport

/// Makes the adapters of the channel `email`.
package struct EmailChannelFactory: ChannelFactory {
    package let channel = "email"

    private let exchange: (any MailExchange)?

    /// `exchange` carries the mail that goes out; without it inboxes only receive.
    package init(exchange: (any MailExchange)? = nil) {
        self.exchange = exchange
    }

    package func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        EmailAdapter(inbox: inbox, settings: try EmailSettings(inbox), exchange: exchange)
    }
}
