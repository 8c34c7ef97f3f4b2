/// Somebody whom a mail names.
package struct MailParty: Sendable, Hashable {
    package var address: String
    package var name: String?

    package init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }

    /// The address as it is compared: in small letters, its domain in ASCII (`DomainName`). Case in a local part means
    /// something to no server that is left.
    package var key: String { Self.key(of: address) }

    package static func key(of address: String) -> String {
        DomainName.ascii(inAddress: address.lowercased())
    }
}
