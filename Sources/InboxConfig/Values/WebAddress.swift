/// An address that something is sent to: `https`, or `http` of this machine, where nobody listens in.
enum WebAddress {
    /// Bytes.
    static let longest = 2000

    /// What is wrong with it; nil where it will do.
    static func problem(with text: String) -> String? {
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        guard let scheme, text.utf8.count <= longest, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !text.contains("#")
        else { return "a URL such as https://ops.example.com/hook, of at most \(longest) bytes and without a fragment" }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            return "a URL without a user and a password; whoever is called knows us by the signature"
        }
        guard let host = host(of: authority) else { return "a URL with a host, and a port from 1 to 65535 if any" }
        guard scheme == "https://" || isLoopback(host) else {
            return "an https URL; http is for this machine alone"
        }
        return nil
    }

    /// Nil where there is none, or the port is none.
    private static func host(of authority: Substring) -> String? {
        var host = authority
        let afterBrackets = authority.hasPrefix("[") ? authority.lastIndex(of: "]") : nil
        if let colon = authority.lastIndex(of: ":"), colon > afterBrackets ?? authority.startIndex {
            guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else { return nil }
            host = authority[..<colon]
        }
        if let afterBrackets { host = host[host.index(after: host.startIndex)..<afterBrackets] }
        return host.isEmpty ? nil : String(host)
    }

    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
