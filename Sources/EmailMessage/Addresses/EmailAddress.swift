/// A mailbox as a header names it (RFC 5322 §3.4).
package struct EmailAddress: Sendable, Hashable {
    /// The display name, decoded; nil where there is none.
    package var name: String?
    /// `local@domain` as it was written; the domain is compared without regard to case.
    package var address: String

    package init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }
}
