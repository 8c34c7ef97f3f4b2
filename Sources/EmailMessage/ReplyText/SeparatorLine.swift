/// "-----Original Message-----" and "---------- Forwarded message ---------", in the languages of
/// `ReplyLanguage`.
enum SeparatorLine {
    case original
    case forwarded

    init?(_ line: ReplyLine) {
        // Either dashes at both ends, or a colon behind the words.
        guard line.text.count <= 160, var text = line.plain() else { return nil }
        // QQ writes its HTML's spaces into the plain text, too.
        if text.utf8.contains(UInt8(ascii: "&")) { text = text.replacing("&nbsp;", with: " ") }
        var bytes = text.utf8[...]
        let dashes = Self.trim(&bytes)
        let hasColon = bytes.last == UInt8(ascii: ":") || bytes.suffix(3).elementsEqual([0xEF, 0xBC, 0x9A])
        if hasColon { bytes = bytes.dropLast(bytes.last == UInt8(ascii: ":") ? 1 : 3) }
        while bytes.last == 0x20 { bytes = bytes.dropLast() }
        let words = String(decoding: bytes, as: UTF8.self)
        if dashes, ReplyWords.shared.originals.contains(words) {
            self = .original
        } else if dashes || hasColon, ReplyWords.shared.forwards.contains(words) {
            self = .forwarded
        } else if dashes,
            ["forwarded by ", "weitergeleitet von ", "forwarded message from "].contains(where: words.hasPrefix)
        {
            self = .forwarded
        } else if line.mark != .none, dashes, line.text.starts(with: repeatElement(UInt8(ascii: "-"), count: 10)) {
            // Gmail's, in a language that is not known.
            self = .forwarded
        } else {
            return nil
        }
    }

    /// Takes dashes and space off both ends; whether there were two dashes at least at either.
    private static func trim(_ bytes: inout Substring.UTF8View) -> Bool {
        var before = 0
        var after = 0
        while let length = dash(bytes.prefix(3)) {
            before += length.counts ? 1 : 0
            bytes = bytes.dropFirst(length.bytes)
        }
        while let last = bytes.last {
            if let length = dash(bytes.suffix(1)) {
                after += length.counts ? 1 : 0
                bytes = bytes.dropLast(length.bytes)
            } else if last >= 0x80, bytes.count >= 3, let length = dash(bytes.suffix(3)), length.bytes == 3 {
                after += 1
                bytes = bytes.dropLast(3)
            } else {
                break
            }
        }
        return before >= 2 && after >= 2 || before >= 1 && after >= 1 && before + after >= 4
    }

    /// A dash, a star or a space at the beginning of some bytes.
    private static func dash(_ bytes: Substring.UTF8View) -> (bytes: Int, counts: Bool)? {
        switch bytes.first {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "#"): (1, true)
        case 0x20: (1, false)
        case 0xE2 where bytes.elementsEqual([0xE2, 0x80, 0x93]) || bytes.elementsEqual([0xE2, 0x80, 0x94]): (3, true)
        default: nil
        }
    }
}
