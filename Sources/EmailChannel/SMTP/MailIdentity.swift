/// Who an inbox's mail is from.
struct MailIdentity: Sendable, Hashable {
    var address: String
    var name: String?

    /// What stands behind the `@`.
    var domain: String { String(address[at...].dropFirst()) }

    /// The address with a token behind a plus.
    func with(token: String) -> String { "\(address[..<at])+\(token)\(address[at...])" }

    private var at: String.Index { address.lastIndex(of: "@") ?? address.endIndex }
}
