import InboxDomain

/// Who an inbox's mail is from.
struct MailIdentity: Sendable, Hashable {
    /// Its domain is in ASCII: so it may stand in every header, in EHLO and in a Message-ID.
    let address: String
    let name: String?

    init(address: String, name: String? = nil) {
        self.address = DomainName.ascii(inAddress: address)
        self.name = name
    }

    /// What stands behind the `@`.
    var domain: String { String(address[at...].dropFirst()) }

    /// The address with a token behind a plus.
    func with(token: String) -> String { "\(address[..<at])+\(token)\(address[at...])" }

    private var at: String.Index { address.lastIndex(of: "@") ?? address.endIndex }
}
