/// Addresses that begin with the same bits: `10.0.0.0/8`, `fd00::/8`, or one address alone.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    package let first: IPAddress
    /// Bits.
    package let length: Int

    /// Nil where the text is no such range, or has bits behind its length, as `10.1.0.0/8`: it may be a slip.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.bytes.count * 8
        var length = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let given = Int(parts[1]), given <= width else {
                return nil
            }
            length = given
        }
        first = address
        self.length = length
        let isWhole = (length..<width).allSatisfy { address.bytes[$0 / 8] & (0x80 >> ($0 % 8)) == 0 }
        guard isWhole else { return nil }
    }

    package var description: String {
        length == first.bytes.count * 8 ? "\(first)" : "\(first)/\(length)"
    }

    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let whole = length / 8
        guard address.bytes[..<whole] == first.bytes[..<whole] else { return false }
        let rest = length % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
        return address.bytes[whole] & mask == first.bytes[whole] & mask
    }
}

extension IPAddress {
    /// Whether it is an address of the public Internet: what a URL that a stranger wrote may lead to. Not so are this
    /// machine, private and shared networks, link-local and multicast addresses, documentation, and IPv6 addresses that
    /// stand for an IPv4 one, except those of NAT64 for a public one (RFC 6052).
    ///
    /// By IANA's special-purpose address registries (RFC 6890).
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.special.contains { $0.contains(self) } }
        if Self.translated.contains(self) { return IPAddress(bytes: Array(bytes[12...]))?.isPublic ?? false }
        return Self.unicast.contains(self) && !Self.specialSix.contains { $0.contains(self) }
    }

    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        // Looks public, and is the platform's own service inside every virtual machine of Azure.
        "168.63.129.16",
    ].compactMap { AddressRange($0) }

    private static let unicast = range("2000::/3")
    private static let translated = range("64:ff9b::/96")
    private static let specialSix = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap {
        AddressRange($0)
    }

    private static func range(_ text: String) -> AddressRange {
        guard let range = AddressRange(text) else { preconditionFailure("\(text) is no range of addresses") }
        return range
    }
}
