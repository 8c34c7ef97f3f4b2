import ChannelKit
import InboxDomain

/// Makes the adapters of the channel `email`.
package struct EmailChannelFactory: Sendable {
    package let channel = "email"

    package init() {}
}
