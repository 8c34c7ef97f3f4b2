import ChannelKit
import InboxDomain
import Transport

/// `smtp:` of an inbox: the submission server by which its mail goes out.
struct SMTPSettings: Sendable, Hashable {
    var host: String
    var port: Int
    var encryption: MailSubmission.Encryption
    var user: String?
    var password: Secret?
    /// How access tokens are got, in place of the password.
    var oauth: OAuthSettings?
    /// `PLAIN` or `LOGIN`; nil for what the server offers.
    var mechanism: String?
    /// Certificates to trust in place of the system's: a PEM file.
    var certificates: String?
    /// What we call ourselves; nil for the domain of the inbox's address.
    var clientName: String?
    var timeout: Duration
    /// Whether subjects carry `[#42]`.
    var tagsSubjects: Bool

    init(
        host: String, port: Int, encryption: MailSubmission.Encryption, user: String? = nil, password: Secret? = nil,
        oauth: OAuthSettings? = nil, mechanism: String? = nil, certificates: String? = nil, clientName: String? = nil,
        timeout: Duration = .seconds(60), tagsSubjects: Bool = false
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.user = user
        self.password = password
        self.oauth = oauth
        self.mechanism = mechanism
        self.certificates = certificates
        self.clientName = clientName
        self.timeout = timeout
        self.tagsSubjects = tagsSubjects
    }

    /// Reads the map `smtp`; nil, and the reasons in the reader, where it cannot be used.
    init?(reading reader: inout SettingsReader) {
        let url = reader.text("url")
        let isPlain = Self.isPlain(&reader)
        user = reader.text("user")
        password = reader.secret("password")
        oauth = reader.map("oauth") { OAuthSettings(reading: &$0, for: .sending) }
        mechanism = Self.mechanism(&reader)
        certificates = reader.file("ca")
        clientName = reader.text("hello")
        timeout = .seconds(reader.number("timeout", in: 5...600) ?? 60)
        tagsSubjects = reader.flag("subject_tag") ?? false
        if user == nil, password != nil || oauth != nil {
            reader.report("smtp has a password and no user", at: reader.location(of: "user"))
        }
        if password != nil, oauth != nil {
            reader.report("smtp has a password and oauth: give one of them", at: reader.location(of: "oauth"))
        }
        if user != nil, password == nil, oauth == nil, reader.diagnostics.isEmpty {
            reader.report("smtp has a user and no password, nor oauth", at: reader.location(of: "user"))
        }
        guard let url else {
            reader.report("smtp needs a url: smtps://HOST, or smtp://HOST for STARTTLS", at: reader.location(of: "url"))
            return nil
        }
        guard let server = MailServerURL(url, scheme: "smtp") else {
            reader.report(
                "smtp.url takes smtps://HOST[:PORT] or smtp://HOST[:PORT], not “\(url.prefix(80))”",
                at: reader.location(of: "url"))
            return nil
        }
        host = server.host
        // Port 465 has TLS from the start; on 587 it begins with STARTTLS.
        port = server.port ?? (server.isImplicitTLS ? 465 : 587)
        encryption = server.isImplicitTLS ? .implicit : isPlain ? .plain : .starttls
        if isPlain, server.isImplicitTLS {
            reader.report("tls: none contradicts smtps://", at: reader.location(of: "tls"))
        } else if isPlain, !["localhost", "127.0.0.1", "::1"].contains(host) {
            reader.report(
                "tls: none is for this machine only: localhost, 127.0.0.1, ::1", at: reader.location(of: "tls"))
        }
    }

    private static func isPlain(_ reader: inout SettingsReader) -> Bool {
        guard let tls = reader.text("tls") else { return false }
        if tls != "none" {
            reader.report(
                "smtp.tls takes none, or is left out: smtps:// and STARTTLS need no word",
                at: reader.location(of: "tls"))
        }
        return tls == "none"
    }

    private static func mechanism(_ reader: inout SettingsReader) -> String? {
        guard let auth = reader.text("auth") else { return nil }
        if !["plain", "login"].contains(auth) {
            reader.report("smtp.auth takes plain or login", at: reader.location(of: "auth"))
        }
        return auth.uppercased()
    }
}
