/// Scheme, host and port of a URL (RFC 6454): what credentials are for.
package struct WebOrigin: Sendable, Hashable, CustomStringConvertible {
    package let isSecure: Bool
    /// In small letters; an IPv6 address in its brackets.
    package let host: String
    package let port: Int

    /// Nil where the URL is none of `http` or `https` with a host.
    package init?(_ url: String) {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        isSecure = scheme == "https"
        let rest = Array(url.utf8.dropFirst(scheme.utf8.count))
        guard rest.starts(with: "://".utf8) else { return nil }
        // A backslash is a slash to browsers and to some servers: there is no telling whose host it would be.
        let authority = rest[3...].prefix { !"/?#\\".utf8.contains($0) }
        guard authority.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let place = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last ?? authority
        let text = String(decoding: place, as: UTF8.self).lowercased()
        guard let (host, port) = Self.split(text), !host.isEmpty else { return nil }
        self.host = host
        guard let port else {
            self.port = isSecure ? 443 : 80
            return
        }
        guard !port.isEmpty, port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(port), number <= 65_535
        else {
            return nil
        }
        self.port = number
    }

    package var description: String {
        let isUsual = port == (isSecure ? 443 : 80)
        return "\(isSecure ? "https" : "http")://\(host)\(isUsual ? "" : ":\(port)")"
    }

    private static func split(_ text: String) -> (host: String, port: String?)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            return (String(text[...end]), after.isEmpty ? nil : String(after.dropFirst()))
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
    }
}
