package import ChannelKit
package import InboxDomain
package import Transport

/// The settings `address` and `smtp` of an inbox: how its mail goes out.
package struct SMTPSettings: Sendable {
    package var address: EmailIdentity
    package var host: String
    package var port: Int
    package var encryption: MailSubmission.Encryption
    package var user: String?
    package var password: Secret?
    /// `PLAIN` or `LOGIN`; nil for what the server offers.
    package var mechanism: String?
    /// Whether an access token stands in place of the password; how it is got is said under `smtp.oauth`.
    package var usesOAuth: Bool
    package var certificates: String?
    package var clientName: String
    package var timeout: Duration
    /// Whether subjects carry `[#42]`.
    package var tagsSubjects: Bool

    /// Who the mail is from.
    package struct EmailIdentity: Sendable, Hashable {
        package var address: String
        package var name: String?

        package var domain: String { String(address[address.index(after: at)...]) }

        /// The address with a token behind a plus.
        package func with(token: String) -> String { "\(address[..<at])+\(token)\(address[at...])" }

        private var at: String.Index { address.lastIndex(of: "@") ?? address.endIndex }
    }

    private static let known = [
        "url", "user", "password", "oauth", "auth", "tls", "ca", "hello", "timeout", "from_name", "subject_tag",
    ]

    /// Nil where the inbox has no `smtp`: then it cannot send. Throws everything that is wrong, each at its place.
    package init?(reading inbox: InboxDefinition) throws(ChannelConfigurationError) {
        guard let value = inbox.settings["smtp"] else { return nil }
        var reader = SettingsReader(inbox: inbox, section: "smtp")
        guard case .map(let map) = value else {
            throw ChannelConfigurationError([
                Diagnostic(at: inbox.location(of: "smtp"), "smtp takes a map of settings, such as {url: smtps://…}")
            ])
        }
        reader.checkKeys(of: map, known: Self.known)
        let server = reader.server(map["url"], tls: map["tls"])
        let address = reader.ownAddress()
        user = reader.text(map["user"], "user")
        password = reader.secret(map["password"], "password")
        usesOAuth = map["oauth"] != nil
        mechanism = reader.choice(map["auth"], "auth", ["plain", "login"])?.uppercased()
        certificates = reader.text(map["ca"], "ca")
        timeout = .seconds(reader.number(map["timeout"], "timeout", in: 5...600) ?? 60)
        tagsSubjects = reader.flag(map["subject_tag"], "subject_tag") ?? false
        let name = reader.text(map["from_name"], "from_name")
        if let user, password == nil, !usesOAuth {
            reader.problem("smtp.user", "user “\(user)” needs a password, or oauth")
        }
        if user == nil, password != nil || usesOAuth { reader.problem("smtp", "smtp has a password, and no user") }
        if password != nil, usesOAuth { reader.problem("smtp.oauth", "smtp takes a password or oauth, not both") }
        let identity = EmailIdentity(address: address ?? "", name: name)
        clientName = reader.text(map["hello"], "hello") ?? (address == nil ? "localhost" : identity.domain)
        host = server?.host ?? ""
        port = server?.port ?? 0
        encryption = server?.encryption ?? .starttls
        self.address = identity
        guard reader.diagnostics.isEmpty else { throw ChannelConfigurationError(reader.diagnostics) }
    }
}
