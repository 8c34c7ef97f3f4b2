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
        mechanism: String? = nil, certificates: String? = nil, clientName: String? = nil,
        timeout: Duration = .seconds(60), tagsSubjects: Bool = false
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.user = user
        self.password = password
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
        mechanism = Self.mechanism(&reader)
        certificates = reader.text("ca")
        clientName = reader.text("hello")
        timeout = .seconds(reader.number("timeout", in: 5...600) ?? 60)
        tagsSubjects = reader.flag("subject_tag") ?? false
        if user == nil, password != nil {
            reader.report("smtp has a password and no user", at: reader.location(of: "user"))
        }
        if user != nil, password == nil, reader.diagnostics.isEmpty {
            reader.report("smtp has a user and no password", at: reader.location(of: "user"))
        }
        guard let url else {
            reader.report("smtp needs a url: smtps://HOST, or smtp://HOST for STARTTLS", at: reader.location(of: "url"))
            return nil
        }
        guard let server = Self.server(url) else {
            reader.report(
                "smtp.url takes smtps://HOST[:PORT] or smtp://HOST[:PORT], not “\(url.prefix(80))”",
                at: reader.location(of: "url"))
            return nil
        }
        (host, port) = (server.host, server.port)
        encryption = server.isImplicit ? .implicit : isPlain ? .plain : .starttls
        if isPlain, server.isImplicit {
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

    /// Port 465 has TLS from the start; on 587 it begins with STARTTLS.
    private static func server(_ url: String) -> (host: String, port: Int, isImplicit: Bool)? {
        let isImplicit = url.hasPrefix("smtps://")
        guard isImplicit || url.hasPrefix("smtp://") else { return nil }
        var text = url.dropFirst(isImplicit ? 8 : 7)
        if text.last == "/" { text = text.dropLast() }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@".utf8.contains($0) }) else { return nil }
        var host = text
        var port = isImplicit ? 465 : 587
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            text = text[text.index(after: end)...]
            guard text.isEmpty || text.first == ":" else { return nil }
        }
        if let colon = text.lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            if text.startIndex == host.startIndex { host = text[..<colon] }
        }
        return host.isEmpty ? nil : (String(host), port, isImplicit)
    }
}
