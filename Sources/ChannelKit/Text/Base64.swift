/// Base 64 (RFC 4648 §4) over bytes: the standard alphabet, with padding.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var i = 0
        while i < bytes.count {
            let b = i + 1 < bytes.count ? bytes[i + 1] : 0
            let c = i + 2 < bytes.count ? bytes[i + 2] : 0
            let group = UInt32(bytes[i]) << 16 | UInt32(b) << 8 | UInt32(c)
            for shift in stride(from: 18, through: 0, by: -6) {
                text.append(alphabet[Int(group >> UInt32(shift) & 63)])
            }
            i += 3
        }
        for missing in 0..<((3 - bytes.count % 3) % 3) {
            text[text.count - 1 - missing] = UInt8(ascii: "=")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil where the text is not wholly of the alphabet, or not padded to a multiple of four. The unused bits of the
    /// last character must be zero, so that there is one text for each value.
    package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        // A type that the compiler knows: byte by byte through a protocol of another module is slow.
        decode(bytes: Array(text))
    }

    private static func decode(bytes text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        let values = values
        var group: UInt32 = 0
        var count = 0
        var padding = 0
        for character in text {
            if character == UInt8(ascii: "=") {
                padding += 1
                group <<= 6
            } else {
                let value = values[Int(character)]
                guard value != 0xFF, padding == 0 else { return nil }
                group = group << 6 | UInt32(value)
            }
            count += 1
            guard count % 4 == 0 else { continue }
            guard padding <= 2, padding == 0 || group & (1 << UInt32(8 * padding) - 1) == 0 else { return nil }
            bytes.append(UInt8(group >> 16 & 0xFF))
            if padding < 2 { bytes.append(UInt8(group >> 8 & 0xFF)) }
            if padding < 1 { bytes.append(UInt8(group & 0xFF)) }
            group = 0
        }
        return count % 4 == 0 ? bytes : nil
    }

    /// The URL-safe alphabet without padding (RFC 4648 §5), as JSON Web Tokens have it. Padding is refused.
    package static func decodeURL(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var standard: [UInt8] = []
        for character in text {
            switch character {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: standard.append(character)
            }
        }
        while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
        return decode(bytes: standard)
    }

    package static func encodeURL(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for character in encode(bytes).utf8 {
            switch character {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="): continue
            default: text.append(character)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
