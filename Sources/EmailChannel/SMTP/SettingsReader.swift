import InboxDomain
import Transport

/// Reads one section of an inbox's settings, and keeps what is wrong with it.
struct SettingsReader {
    let inbox: InboxDefinition
    /// The key of the section: `smtp`.
    let section: String
    private(set) var diagnostics: [Diagnostic] = []

    init(inbox: InboxDefinition, section: String) {
        self.inbox = inbox
        self.section = section
    }

    mutating func problem(_ path: String, _ message: String) {
        let location = inbox.locations[path] ?? inbox.location(of: section)
        diagnostics.append(Diagnostic(at: location, message))
    }

    mutating func checkKeys(of map: [String: SettingValue], known: [String]) {
        for key in map.keys.sorted() where !known.contains(key) {
            let near = Spelling.nearest(to: key, among: known).map { "; did you mean “\($0)”?" }
            problem("\(section).\(key)", "unknown key “\(key)” in \(section)\(near ?? "")")
        }
    }

    mutating func text(_ value: SettingValue?, _ key: String) -> String? {
        switch value {
        case nil: return nil
        case .text(let text) where !text.isEmpty && text.utf8.allSatisfy({ $0 >= 0x20 }): return text
        case .number(let number): return String(number)
        default:
            problem("\(section).\(key)", "\(section).\(key) takes a text of one line")
            return nil
        }
    }

    mutating func secret(_ value: SettingValue?, _ key: String) -> Secret? {
        switch value {
        case nil: return nil
        case .secret(let secret): return secret
        default:
            problem("\(section).\(key)", "\(section).\(key) takes one of {file: …}, {credential: …} and {env: …}")
            return nil
        }
    }

    mutating func flag(_ value: SettingValue?, _ key: String) -> Bool? {
        switch value {
        case nil: return nil
        case .flag(let flag): return flag
        default:
            problem("\(section).\(key)", "\(section).\(key) takes true or false")
            return nil
        }
    }

    /// Seconds, as a number or as a duration (`30s`, `2m`).
    mutating func number(_ value: SettingValue?, _ key: String, in range: ClosedRange<Int64>) -> Int64? {
        var seconds: Int64?
        switch value {
        case nil: return nil
        case .number(let number): seconds = number
        case .text(let text): seconds = (try? DurationText.parse(text)).map { $0 / 1000 }
        default: break
        }
        guard let seconds, range.contains(seconds) else {
            problem(
                "\(section).\(key)", "\(section).\(key) takes from \(range.lowerBound)s to \(range.upperBound)s")
            return nil
        }
        return seconds
    }

    mutating func choice(_ value: SettingValue?, _ key: String, _ words: [String]) -> String? {
        guard let value else { return nil }
        if case .text(let text) = value, words.contains(text) { return text }
        problem("\(section).\(key)", "\(section).\(key) takes one of \(words.joined(separator: ", "))")
        return nil
    }

    // MARK: - The server and ourselves

    struct Server {
        var host: String
        var port: Int
        var encryption: MailSubmission.Encryption
    }

    /// `smtps://host` (port 465) has TLS from the start; `smtp://host` (587) needs STARTTLS, unless `tls: none` says
    /// otherwise, which only this machine may.
    mutating func server(_ url: SettingValue?, tls: SettingValue?) -> Server? {
        let path = "\(section).url"
        guard let url, case .text(let text) = url else {
            problem(path, "\(section) needs a url: smtps://HOST, or smtp://HOST for STARTTLS")
            return nil
        }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        let rest = text.dropFirst(scheme.count)
        guard scheme == "smtp" || scheme == "smtps", rest.hasPrefix("://"),
            let (host, port) = Self.authority(rest.dropFirst(3))
        else {
            problem(path, "\(path) takes smtps://HOST[:PORT] or smtp://HOST[:PORT], not “\(text.prefix(80))”")
            return nil
        }
        let isPlain = choice(tls, "tls", ["none"]) != nil
        let encryption: MailSubmission.Encryption = scheme == "smtps" ? .implicit : isPlain ? .plain : .starttls
        if isPlain, !["localhost", "127.0.0.1", "::1"].contains(host) {
            problem("\(section).tls", "tls: none is for this machine only (localhost, 127.0.0.1, ::1)")
        } else if isPlain, scheme == "smtps" {
            problem("\(section).tls", "tls: none contradicts smtps://")
        }
        return Server(host: host, port: port ?? (scheme == "smtps" ? 465 : 587), encryption: encryption)
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        var text = text
        if text.last == "/" { text = text.dropLast() }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@".utf8.contains($0) }) else {
            return nil
        }
        var host = text
        var port: Int?
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            if !after.isEmpty { port = Int(after.dropFirst()) ?? 0 }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = Int(text[text.index(after: colon)...]) ?? 0
        }
        guard !host.isEmpty, port.map({ (1...65_535).contains($0) }) ?? true else { return nil }
        return (String(host), port)
    }

    /// The first of the inbox's addresses: mail is from it.
    mutating func ownAddress() -> String? {
        var value = inbox.settings["address"]
        if case .list(let values)? = value { value = values.first }
        guard case .text(let address)? = value else {
            problem("address", "inbox \(inbox.name) needs an address to send mail from: address: support@example.com")
            return nil
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>(),;:\\\"".utf8.contains($0) })
        else {
            problem("address", "“\(address.prefix(80))” is no address to send mail from")
            return nil
        }
        return address
    }
}
