package import ChannelKit
package import InboxDomain

/// Makes the adapters of the channel `email`.
package struct EmailChannelFactory: ChannelFactory {
    package let channel = "email"

    package init() {}

    package func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        EmailAdapter(inbox: inbox, settings: try EmailSettings(inbox))
    }
}
