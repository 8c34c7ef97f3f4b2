/// Japanese mail (RFC 1468) as its programs write it: with the characters of NEC and IBM, ① and ㈱ among them, which the
/// standard's character set does not have, and which iconv's converters for it refuse.
enum ISO2022JP {
    private enum Plane { case ascii, katakana, kanji, supplement }

    private static let escape: UInt8 = 0x1B

    /// The same text in EUC-JP, without escapes; nil where there is an escape, or a byte, that Japanese mail does not have.
    static func extendedUnixCode(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var plane = Plane.ascii
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == escape {
                guard let (next, length) = designation(bytes[(position + 1)...]) else { return nil }
                plane = next
                position += 1 + length
                continue
            }
            // A line ends in ASCII, whether its writer remembered or not.
            if byte == ASCII.lineFeed || byte == ASCII.carriageReturn { plane = .ascii }
            let isCharacter = (0x21...0x7E).contains(byte)
            switch plane {
            case .katakana where isCharacter:
                result += [0x8E, byte | 0x80]
            case .kanji where isCharacter, .supplement where isCharacter:
                guard position + 1 < bytes.count, (0x21...0x7E).contains(bytes[position + 1]) else {
                    result.append(byte)
                    break
                }
                if plane == .supplement { result.append(0x8F) }
                result += [byte | 0x80, bytes[position + 1] | 0x80]
                position += 1
            default: result.append(byte)
            }
            position += 1
        }
        return result
    }

    /// What an escape switches to, and how many bytes follow its first.
    private static func designation(_ rest: ArraySlice<UInt8>) -> (Plane, Int)? {
        for (word, plane) in [
            ("(B", Plane.ascii), ("(J", .ascii), ("(I", .katakana), ("$B", .kanji), ("$@", .kanji),
            ("$(D", .supplement),
            ("$(B", .kanji),
        ] where rest.starts(with: word.utf8) {
            return (plane, word.utf8.count)
        }
        return nil
    }
}
