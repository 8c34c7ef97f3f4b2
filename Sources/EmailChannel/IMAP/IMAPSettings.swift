package import InboxDomain
package import Transport

/// One mailbox on one IMAP server, as the inbox's `imap:` describes it.
package struct IMAPSettings: Sendable, Hashable {
    package enum Login: Sendable, Hashable {
        case password(Secret)
        case oauth(OAuthSettings)
    }

    /// What becomes of a message on the server once the ledger has it.
    package enum After: Sendable, Hashable {
        case keep
        case flag([String])
        case move(String)
        case delete
    }

    package var address: StreamAddress
    package var user: String
    package var login: Login
    package var mailbox = "INBOX"
    package var after = After.keep
    /// How often to look where the server cannot tell of news.
    package var poll = Duration.seconds(60)
    /// Bytes; a larger message stays on the server and is named.
    package var messageLimit = 64 << 20

    package init(address: StreamAddress, user: String, login: Login) {
        self.address = address
        self.user = user
        self.login = login
    }

    /// Reads the map `imap`; nil, and the reasons in the reader, where it cannot be used.
    init?(reading reader: inout SettingsReader) {
        let address = Self.address(&reader)
        let user = reader.text("user")
        if user == nil { reader.report("imap needs a user", at: reader.location(of: "user")) }
        let login = Self.login(&reader)
        mailbox = reader.text("mailbox") ?? "INBOX"
        after = Self.after(&reader, mailbox: mailbox)
        poll = Self.poll(&reader)
        messageLimit = reader.size("message_limit", in: (64 << 10)...(512 << 20)) ?? 64 << 20
        guard let address, let user, let login else { return nil }
        (self.address, self.user, self.login) = (address, user, login)
    }

    private static func login(_ reader: inout SettingsReader) -> Login? {
        let password = reader.secret("password")
        let oauth = reader.map("oauth") { OAuthSettings(reading: &$0, for: .reading) }
        if password != nil, oauth != nil {
            reader.report("imap has a password and oauth: give one of them", at: reader.location(of: "oauth"))
        }
        if password == nil, oauth == nil, reader.value("password") == nil, reader.value("oauth") == nil {
            reader.report("imap needs a password, or oauth", at: reader.location(of: "password"))
        }
        return oauth.map(Login.oauth) ?? password.map(Login.password)
    }

    private static func address(_ reader: inout SettingsReader) -> StreamAddress? {
        let tls = reader.text("tls")
        if let tls, tls != "none" {
            reader.report(
                "imap.tls takes none, or is left out: imaps:// and STARTTLS need no word",
                at: reader.location(of: "tls"))
        }
        let authorities = reader.file("ca")
        guard let text = reader.text("url") else {
            reader.report("imap needs a url: imaps://HOST, or imap://HOST for STARTTLS", at: reader.location(of: "url"))
            return nil
        }
        guard let server = MailServerURL(text, scheme: "imap") else {
            reader.report(
                "imap.url takes imaps://HOST[:PORT] or imap://HOST[:PORT], not “\(text.prefix(80))”",
                at: reader.location(of: "url"))
            return nil
        }
        let isTLS = server.isImplicitTLS
        let security: StreamAddress.Security = isTLS ? .tls : tls == nil ? .imapStartTLS : .loopbackOnly
        let address = StreamAddress(
            host: server.host, port: server.port ?? (isTLS ? 993 : 143), security: security, authorities: authorities)
        if tls != nil, isTLS {
            reader.report("tls: none contradicts imaps://", at: reader.location(of: "tls"))
        } else if security == .loopbackOnly, !address.isLoopback {
            reader.report(
                "tls: none is for this machine only: localhost, 127.0.0.1, ::1", at: reader.location(of: "tls"))
        }
        return address
    }

    private static func poll(_ reader: inout SettingsReader) -> Duration {
        guard let text = reader.text("poll") else { return .seconds(60) }
        if let milliseconds = try? DurationText.parse(text), (5000...86_400_000).contains(milliseconds) {
            return .milliseconds(milliseconds)
        }
        reader.report("imap.poll takes a time from 5s to 24h, such as 60s", at: reader.location(of: "poll"))
        return .seconds(60)
    }

    private static func after(_ reader: inout SettingsReader, mailbox: String) -> After {
        switch reader.value("after") {
        case nil, .text("keep")?: return .keep
        case .text("delete")?: return .delete
        case .map(let map)? where map.count == 1:
            if case .text(let target)? = map["move"], !target.isEmpty {
                if target == mailbox {
                    reader.report("imap.after moves to the mailbox that is read", at: reader.location(of: "after"))
                }
                return .move(target)
            }
            let texts: [SettingValue] =
                if case .list(let list)? = map["flag"] { list } else { [map["flag"] ?? .text("")] }
            let flags = texts.compactMap(flag)
            if !flags.isEmpty, flags.count == texts.count { return .flag(flags) }
        default: break
        }
        reader.report(
            "imap.after takes keep, delete, {move: MAILBOX}, or {flag: seen} with seen, flagged, answered or a keyword",
            at: reader.location(of: "after"))
        return .keep
    }

    /// `seen`, `flagged` and `answered` are the server's own; anything else is a keyword.
    private static func flag(_ value: SettingValue) -> String? {
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        let bare = text.hasPrefix("\\") ? String(text.dropFirst()) : text
        if let known = ["Seen", "Flagged", "Answered"].first(where: { $0.lowercased() == bare.lowercased() }) {
            return "\\" + known
        }
        let isAtom = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"(){%*\"\\]".utf8.contains($0) }
        return isAtom ? text : nil
    }
}
