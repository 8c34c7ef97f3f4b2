/// A person.
package struct Contact: Sendable, Hashable {
    package var id: ContactID
    package var name: String?
    package var email: String?
    package var phone: String?
    package var locale: String?
    /// Free attributes for routing, such as `tier`.
    package var attributes: [String: String]

    package init(
        id: ContactID, name: String? = nil, email: String? = nil, phone: String? = nil, locale: String? = nil,
        attributes: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.phone = phone
        self.locale = locale
        self.attributes = attributes
    }
}

/// One address of a contact on one channel.
package struct Identity: Sendable, Hashable {
    package var id: IdentityID
    package var contact: ContactID
    package var channel: String
    package var address: String

    package init(id: IdentityID, contact: ContactID, channel: String, address: String) {
        self.id = id
        self.contact = contact
        self.channel = channel
        self.address = address
    }
}
