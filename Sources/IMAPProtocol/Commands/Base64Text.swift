/// Base 64 (RFC 4648), and the variant of mailbox names.
enum Base64Text {
    static func encode(_ bytes: [UInt8], slash: UInt8 = UInt8(ascii: "/"), isPadded: Bool = true) -> [UInt8] {
        var text: [UInt8] = []
        var i = 0
        while i < bytes.count {
            let count = min(3, bytes.count - i)
            var group: UInt32 = 0
            for j in 0..<3 { group = group << 8 | (j < count ? UInt32(bytes[i + j]) : 0) }
            for j in 0...count { text.append(character(UInt8(group >> UInt32(18 - 6 * j) & 63), slash)) }
            if isPadded { for _ in count..<3 { text.append(UInt8(ascii: "=")) } }
            i += 3
        }
        return text
    }

    private static func character(_ value: UInt8, _ slash: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: slash
        }
    }
}
