/// What a conversation that is carried by mail has beyond others.
package struct MailView: Sendable, Hashable, Codable {
    package struct Party: Sendable, Hashable, Codable {
        package var address: String
        package var name: String?

        package init(address: String, name: String? = nil) {
            self.address = address
            self.name = name
        }
    }

    /// An address that mail does not reach.
    package struct Undeliverable: Sendable, Hashable, Codable {
        package var address: String
        package var since: Timestamp
        package var reason: String

        package init(address: String, since: Timestamp, reason: String) {
            self.address = address
            self.since = since
            self.reason = reason
        }
    }

    /// Who takes part, in the order of the addresses.
    package var participants: [Party]
    /// Further inboxes that its mail came to.
    package var inboxes: [String]
    /// Those participants whom mail does not reach.
    package var undeliverable: [Undeliverable]

    package init(participants: [Party], inboxes: [String] = [], undeliverable: [Undeliverable] = []) {
        self.participants = participants
        self.inboxes = inboxes
        self.undeliverable = undeliverable
    }
}
