/// The backslashes in JSON strings.
enum JSONEscapes {
    /// The text of a string's content with its escapes resolved. `offset` is where the content stands, for errors.
    static func resolve(_ content: UnsafeBufferPointer<UInt8>, at offset: Int) throws(JSONError) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var i = 0
        while i < content.count {
            let plain = i
            while i < content.count, content[i] != UInt8(ascii: "\\") { i += 1 }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: content[plain..<i]))
            guard i < content.count else { break }
            // The scanner saw to it that a byte follows each backslash.
            let kind = content[i + 1]
            i += 2
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                guard let unit = hexUnit(content, i) else { throw .unexpected(at: offset + i) }
                i += 4
                let scalar = scalar(unit, content, &i)
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default:
                throw .unexpected(at: offset + i - 1)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The scalar of a UTF-16 unit, with the low surrogate that follows a high one.
    private static func scalar(
        _ unit: UInt32, _ content: UnsafeBufferPointer<UInt8>, _ i: inout Int
    ) -> Unicode.Scalar {
        if 0xD800..<0xDC00 ~= unit, i + 1 < content.count, content[i] == UInt8(ascii: "\\"),
            content[i + 1] == UInt8(ascii: "u"), let low = hexUnit(content, i + 2), 0xDC00..<0xE000 ~= low
        {
            i += 6
            return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)) ?? "\u{FFFD}"
        }
        return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }

    private static func hexUnit(_ content: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= content.count else { return nil }
        var unit: UInt32 = 0
        for i in start..<(start + 4) {
            guard let digit = Hex.value(of: content[i]) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
