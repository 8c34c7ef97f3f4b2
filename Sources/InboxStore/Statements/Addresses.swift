package import InboxDomain

/// Addresses that mail does not reach, how much automatic mail each got lately, and the keys that we made for ourselves.
package struct Addresses {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    // MARK: - Undeliverable

    /// The first report of an address stays.
    package func markUndeliverable(
        _ address: String, reason: String, message: MessageID?, at: Instant
    ) throws {
        try connection.execute(
            """
            INSERT INTO undeliverable_addresses (address, since, reason, message_id) VALUES (?, ?, ?, ?)
            ON CONFLICT (address) DO NOTHING
            """,
            [
                .text(MailParty.key(of: address)), .int(at.milliseconds), .text(reason), .optional(message?.rawValue),
            ])
    }

    /// Nil where the address can be reached, as far as is known.
    package func undeliverable(_ address: String) throws -> UndeliverableAddress? {
        try connection.first(
            "SELECT address, since, reason FROM undeliverable_addresses WHERE address = ?",
            [.text(MailParty.key(of: address))]
        ) {
            UndeliverableAddress(
                address: $0.text(0), since: Instant(milliseconds: $0.int(1)), reason: $0.text(2))
        }
    }

    /// Somebody wrote from there: it works again.
    package func markDeliverable(_ address: String) throws {
        try connection.execute(
            "DELETE FROM undeliverable_addresses WHERE address = ?", [.text(MailParty.key(of: address))])
    }

    // MARK: - Automatic mail

    /// Counts an automatic message to an address, and forgets what is from before `horizon`.
    package func countAutomatic(_ address: String, message: MessageID, at: Instant, horizon: Instant) throws {
        let key = MailParty.key(of: address)
        try connection.execute(
            "DELETE FROM automatic_sends WHERE address = ? AND at < ?", [.text(key), .int(horizon.milliseconds)])
        try connection.execute(
            "INSERT INTO automatic_sends (address, at, message_id) VALUES (?, ?, ?)",
            [.text(key), .int(at.milliseconds), .int(message.rawValue)])
    }

    /// How many automatic messages went to an address since an instant.
    package func automaticCount(_ address: String, since: Instant) throws -> Int {
        try connection.first(
            "SELECT COUNT(*) FROM automatic_sends WHERE address = ? AND at >= ?",
            [.text(MailParty.key(of: address)), .int(since.milliseconds)]
        ) { Int($0.int(0)) } ?? 0
    }

    // MARK: - Keys

    package func key(_ name: String) throws -> [UInt8]? {
        try connection.first("SELECT value FROM generated_keys WHERE name = ?", [.text(name)]) { $0.blob(0) }
    }

    /// Keeps a key for good; one that is there already stays.
    package func keep(_ key: [UInt8], as name: String) throws {
        try connection.execute(
            "INSERT INTO generated_keys (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [.text(name), .blob(key)])
    }
}

package struct UndeliverableAddress: Sendable, Hashable {
    package var address: String
    package var since: Instant
    package var reason: String
}
