import InboxDomain

/// Which inbox a mail address belongs to.
///
/// Compared without regard to case, in the local part as well, without the quotes of a quoted local part, and with the
/// domain in either of its forms (`DomainName`). What follows a plus sign in the local part is an extension: `support+anything@example.com` belongs to the inbox of
/// `support@example.com`, unless some inbox has the longer address itself.
package struct MailAddressBook: Sendable {
    private var inboxes: [String: String] = [:]

    package init() {}

    /// Enters an address; returns the inbox that has it already, and keeps that, where there is one.
    package mutating func add(_ address: String, of inbox: String) -> String? {
        let key = Self.key(address)
        if let other = inboxes[key], other != inbox { return other }
        inboxes[key] = inbox
        return nil
    }

    package func inbox(for address: String) -> String? {
        var key = Self.key(address)
        if let inbox = inboxes[key] { return inbox }
        guard let at = key.lastIndex(of: "@") else { return nil }
        let domain = key[at...]
        var local = key[..<at]
        while let plus = local.lastIndex(of: "+"), plus > local.startIndex {
            local = local[..<plus]
            key = String(local) + domain
            if let inbox = inboxes[key] { return inbox }
        }
        return nil
    }

    /// The form in which addresses are compared.
    private static func key(_ address: String) -> String {
        let lowered = MailParty.key(of: address)
        guard lowered.hasPrefix("\""), let at = lowered.lastIndex(of: "@"), at > lowered.startIndex else {
            return lowered
        }
        var local = lowered[..<at].dropFirst()
        guard local.popLast() == "\"" else { return lowered }
        var plain = ""
        while let character = local.popFirst() {
            plain.append(character == "\\" ? local.popFirst() ?? "\\" : character)
        }
        return plain + lowered[at...]
    }
}
