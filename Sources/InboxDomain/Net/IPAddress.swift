/// An address of a host: IPv4 or IPv6, without a zone.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16, in network order.
    package let bytes: [UInt8]

    /// Nil where there are neither 4 bytes nor 16.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads `192.0.2.7`, `2001:db8::7` or `::ffff:192.0.2.7` (RFC 4291 §2.2); nil for anything else.
    package init?(_ text: String) {
        guard let bytes = text.utf8.contains(UInt8(ascii: ":")) ? Self.six(text) : Self.four(text) else { return nil }
        self.bytes = bytes
    }

    /// As RFC 5952 writes it.
    package var description: String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        var (best, start) = (0..<0, 0)
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func written(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty
            ? written(0..<8) : written(0..<best.lowerBound) + "::" + written(best.upperBound..<8)
    }

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            // A leading zero means octal to some and nothing to others.
            guard (1...3).contains(part.utf8.count), part == "0" || part.first != "0", part.utf8.allSatisfy(isDigit)
            else { return nil }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    private static func six(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        var halves: [Substring] = [text[...]]
        if let gap = text.firstIndex(of: ":", followedBy: ":") {
            halves = [text[..<gap], text[text.index(gap, offsetBy: 2)...]]
        }
        let read = halves.enumerated().compactMap { number, half in
            groups(half, mayEndInFour: number == halves.count - 1)
        }
        guard read.count == halves.count else { return nil }
        if read.count == 1 { return read[0].count == 16 ? read[0] : nil }
        let zeros = 16 - read[0].count - read[1].count
        return zeros >= 2 ? read[0] + [UInt8](repeating: 0, count: zeros) + read[1] : nil
    }

    private static func groups(_ text: Substring, mayEndInFour: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (number, part) in parts.enumerated() {
            if mayEndInFour, number == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                guard let four = four(String(part)) else { return nil }
                bytes += four
            } else {
                guard (1...4).contains(part.utf8.count), part.first != "+", let group = UInt16(part, radix: 16) else {
                    return nil
                }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }
}

extension String {
    /// Where the first pair of these two stands.
    fileprivate func firstIndex(of first: Character, followedBy second: Character) -> Index? {
        var place = startIndex
        while place < endIndex {
            let next = index(after: place)
            if self[place] == first, next < endIndex, self[next] == second { return place }
            place = next
        }
        return nil
    }
}
