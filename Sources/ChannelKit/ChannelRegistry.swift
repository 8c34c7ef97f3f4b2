package import InboxDomain

/// The channels that there are, by name. The composition root fills it; a reload makes a new one.
package struct ChannelRegistry: Sendable {
    private var factories: [String: any ChannelFactory] = [:]

    /// Of two factories for one channel the first holds.
    package init(_ factories: [any ChannelFactory] = []) {
        for factory in factories where self.factories[factory.channel] == nil {
            self.factories[factory.channel] = factory
        }
    }

    /// The channels' names, sorted.
    package var channels: [String] { factories.keys.sorted() }

    package func factory(for channel: String) -> (any ChannelFactory)? {
        factories[channel]
    }

    /// Makes the adapter of an inbox, or says what is wrong with its settings, or that its channel is unknown.
    package func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        guard let factory = factories[inbox.channel] else {
            var message = "unknown channel \"\(inbox.channel)\""
            if let near = Spelling.nearest(to: inbox.channel, among: channels) {
                message += "; did you mean \"\(near)\"?"
            } else {
                message += "; known are: \(channels.joined(separator: ", "))"
            }
            throw ChannelConfigurationError([Diagnostic(at: inbox.location(of: "channel"), message)])
        }
        return try factory.makeAdapter(for: inbox)
    }
}
