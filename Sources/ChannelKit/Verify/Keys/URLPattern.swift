/// Which https URLs may be asked, where a request names one: `https://sns.*.amazonaws.com/SimpleNotificationService-*.pem`.
///
/// A `*` in the host stands for letters, digits and hyphens of one label; in the path for anything but a slash, a question
/// mark and a fragment. A pattern that ends with the host, or with `/`, takes any path and query behind it.
package struct URLPattern: Sendable, Hashable {
    private let host: [UInt8]
    private let path: [UInt8]

    /// Nil where the text is no such pattern, or where its host begins with a `*` for more than one label's place: at
    /// least the last two labels are written out.
    package init?(_ text: String) {
        guard text.hasPrefix("https://") else { return nil }
        let rest = Array(text.utf8.dropFirst(8))
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        host = Array(rest[..<slash])
        path = Array(rest[slash...])
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }),
            labels.suffix(2).allSatisfy({ !$0.contains(UInt8(ascii: "*")) }),
            host.allSatisfy({ Self.isHostByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "*") })
        else { return nil }
    }

    /// Whether the URL is of the pattern: https, no user, no port.
    package func matches(_ url: String) -> Bool {
        guard url.utf8.count <= 2048, url.hasPrefix("https://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        let rest = Array(url.utf8.dropFirst(8))
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let shown = Array(String(decoding: rest[..<slash], as: UTF8.self).lowercased().utf8)
        guard Self.matches(host[...], shown[...], Self.isHostByte) else { return false }
        if path.isEmpty || path == [UInt8(ascii: "/")] { return !rest.contains(UInt8(ascii: "\\")) }
        let isOpen = path.last == UInt8(ascii: "/")
        let text = rest[slash...]
        guard isOpen else { return Self.matches(path[...], text, Self.isPathByte) }
        return text.starts(with: path)
    }

    private static func matches(
        _ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ isWild: (UInt8) -> Bool
    ) -> Bool {
        guard let star = pattern.firstIndex(of: UInt8(ascii: "*")) else { return pattern.elementsEqual(text) }
        guard text.starts(with: pattern[..<star]) else { return false }
        let after = pattern[(star + 1)...]
        var rest = text.dropFirst(star - pattern.startIndex)
        // At least one character stands for the star.
        while let byte = rest.popFirst(), isWild(byte) {
            if matches(after, rest, isWild) { return true }
        }
        return false
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        !"/?#\\%".utf8.contains(byte)
    }
}
