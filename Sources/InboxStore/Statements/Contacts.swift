package import InboxDomain

/// Contacts and their identities.
package struct Contacts {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// The contact behind an address on a channel, or nil for a stranger.
    package func find(channel: String, address: String) throws -> Contact? {
        try connection.first(
            """
            SELECT c.id, c.name, c.email, c.phone, c.locale, c.attributes
            FROM identities i JOIN contacts c ON c.id = i.contact_id
            WHERE i.channel = ? AND i.address = ?
            """, [.text(channel), .text(address)], Self.read)
    }

    package func find(_ id: ContactID) throws -> Contact? {
        try connection.first(
            "SELECT id, name, email, phone, locale, attributes FROM contacts WHERE id = ?", [.int(id.rawValue)],
            Self.read)
    }

    /// The addresses of a contact, oldest first.
    package func identities(of id: ContactID) throws -> [Identity] {
        try connection.rows(
            "SELECT id, contact_id, channel, address FROM identities WHERE contact_id = ? ORDER BY id",
            [.int(id.rawValue)]
        ) {
            Identity(
                id: IdentityID($0.int(0)), contact: ContactID($0.int(1)), channel: $0.text(2), address: $0.text(3))
        }
    }

    /// Stores a new contact with its first identity; `contact.id` is ignored.
    package func insert(_ contact: Contact, channel: String, address: String, at: Instant) throws -> ContactID {
        let id = try connection.insert(
            """
            INSERT INTO contacts (name, email, phone, locale, attributes, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .optional(contact.name), .optional(contact.email), .optional(contact.phone), .optional(contact.locale),
                .optional(contact.attributes.isEmpty ? nil : JSONText.object(contact.attributes)),
                .int(at.milliseconds),
            ]
        )
        try connection.execute(
            "INSERT INTO identities (contact_id, channel, address) VALUES (?, ?, ?)",
            [.int(id), .text(channel), .text(address)])
        return ContactID(id)
    }

    /// Notes a further address of a contact. One that is somebody's already stays theirs.
    package func addIdentity(channel: String, address: String, to id: ContactID) throws {
        try connection.execute(
            """
            INSERT INTO identities (contact_id, channel, address) VALUES (?, ?, ?)
            ON CONFLICT (channel, address) DO NOTHING
            """, [.int(id.rawValue), .text(channel), .text(address)])
    }

    package func update(_ contact: Contact) throws {
        try connection.execute(
            "UPDATE contacts SET name = ?, email = ?, phone = ?, locale = ?, attributes = ? WHERE id = ?",
            [
                .optional(contact.name), .optional(contact.email), .optional(contact.phone), .optional(contact.locale),
                .optional(contact.attributes.isEmpty ? nil : JSONText.object(contact.attributes)),
                .int(contact.id.rawValue),
            ])
    }

    /// Notes that the contact has blocked us (`at`), or no longer does (nil).
    package func setBlocked(_ id: ContactID, at: Instant?) throws {
        try connection.execute(
            "UPDATE contacts SET blocked_at = ? WHERE id = ?",
            [.optional(at?.milliseconds), .int(id.rawValue)])
    }

    /// The agent whom the contact last had an answer from; nil where there is none.
    package func lastAgent(of id: ContactID) throws -> String? {
        try connection.first("SELECT last_agent FROM contacts WHERE id = ?", [.int(id.rawValue)]) {
            $0.optionalText(0)
        } ?? nil
    }

    package func setLastAgent(_ agent: String, of id: ContactID) throws {
        try connection.execute(
            "UPDATE contacts SET last_agent = ? WHERE id = ?", [.text(agent), .int(id.rawValue)])
    }

    private static func read(_ row: any SQLRow) -> Contact {
        Contact(
            id: ContactID(row.int(0)), name: row.optionalText(1), email: row.optionalText(2),
            phone: row.optionalText(3), locale: row.optionalText(4),
            attributes: row.optionalText(5).map(JSONText.stringObject) ?? [:])
    }
}
