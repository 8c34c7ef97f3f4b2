import CMime

/// Turns bytes into text, whatever their sender says about them.
enum CharsetDecoder {
    /// The charset that is declared, where the bytes agree with it; else UTF-8, else the most plausible one of those that
    /// mail is still written in. Bytes that mean nothing become U+FFFD. `hint` is a charset that the message names
    /// elsewhere: it comes before the guess.
    static func decode(_ bytes: [UInt8], declared label: String?, hint: String? = nil) -> String {
        let declared = label.flatMap(CharsetName.canonical)
        if declared == nil || declared == "UTF-8" || declared == "ASCII" {
            if let text = ascii(bytes) ?? utf8(bytes) { return text }
        }
        // Every byte means something in these, but UTF-8 that nobody meant looks like no text in them.
        if declared == "CP1252" || declared == "ISO-8859-15", bytes.contains(where: { $0 >= 0x80 }),
            let text = String(validating: bytes, as: UTF8.self)
        {
            return text
        }
        if let declared, declared != "UTF-8", declared != "ASCII", let (text, invalid) = convert(bytes, declared) {
            // A few bytes that make no sense are damage; many say that it is another charset.
            if invalid == 0 || invalid * 50 <= bytes.count { return text }
            if let text = utf8(bytes) { return text }
        }
        if declared == "UTF-8", isMostlyUTF8(bytes) { return String(decoding: withoutMark(bytes), as: UTF8.self) }
        if let hint = hint.flatMap(CharsetName.canonical), hint != "UTF-8", hint != "ASCII",
            let (text, invalid) = convert(bytes, hint), invalid == 0
        {
            return text
        }
        if let guess = CharsetGuess.best(bytes), let (text, _) = convert(bytes, guess) { return text }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func ascii(_ bytes: [UInt8]) -> String? {
        // An escape may switch to Japanese (RFC 1468) where nothing was declared.
        guard bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func utf8(_ bytes: [UInt8]) -> String? {
        if bytes.contains(0x1B), bytes.allSatisfy({ $0 < 0x80 }), let (text, invalid) = convert(bytes, "ISO-2022-JP-3"),
            invalid == 0
        {
            return text
        }
        return String(validating: withoutMark(bytes), as: UTF8.self)
    }

    private static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }

    /// Whether it is UTF-8 with a little damage: cut in the middle of a character, or a stray byte among many good ones.
    private static func isMostlyUTF8(_ bytes: [UInt8]) -> Bool {
        var good = 0
        var bad = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            let length = byte < 0x80 ? 1 : byte >= 0xC2 && byte < 0xE0 ? 2 : byte >= 0xE0 && byte < 0xF0 ? 3 : 4
            position += 1
            guard byte >= 0x80 else { continue }
            var follow = 0
            if byte >= 0xC2, byte < 0xF5 {
                while follow < length - 1, position < bytes.count, bytes[position] & 0xC0 == 0x80 {
                    follow += 1
                    position += 1
                }
            }
            if follow == length - 1 { good += 1 } else { bad += 1 }
        }
        return good > 0 && bad <= 1 + good / 10
    }

    /// Through iconv; nil where it does not know the charset.
    static func convert(_ bytes: [UInt8], _ charset: String) -> (text: String, invalid: Int)? {
        guard !bytes.isEmpty else { return ("", 0) }
        if charset.hasPrefix("ISO-2022-JP"), let plain = ISO2022JP.extendedUnixCode(bytes) {
            return convert(plain, "EUC-JP-MS")
        }
        let result = bytes.withUnsafeBufferPointer { cmime_to_utf8(charset, $0.baseAddress, $0.count) }
        guard let start = result.bytes else { return nil }
        defer { cmime_free(result) }
        let text = String(decoding: UnsafeBufferPointer(start: start, count: result.length), as: UTF8.self)
        return (text, result.invalid)
    }
}
