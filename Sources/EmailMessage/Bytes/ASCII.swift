/// The bytes of mail, by name. Everything that mail's grammar is made of is ASCII.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let hyphen = UInt8(ascii: "-")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let comma = UInt8(ascii: ",")
    static let equals = UInt8(ascii: "=")
    static let question = UInt8(ascii: "?")
    static let at = UInt8(ascii: "@")
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let underscore = UInt8(ascii: "_")
    static let asterisk = UInt8(ascii: "*")
    static let percent = UInt8(ascii: "%")
    static let dot = UInt8(ascii: ".")
    static let slash = UInt8(ascii: "/")
    static let apostrophe = UInt8(ascii: "'")

    /// Space, tab, CR and LF.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == space || byte == tab || byte == carriageReturn || byte == lineFeed
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool {
        let small = byte | 0x20
        return small >= 0x61 && small <= 0x7A
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// The value of a hexadecimal digit; nil where it is none.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Resolves bytes that are written as `mark` and two hexadecimal digits; what is none of these stands for itself.
    static func unescaped(_ bytes: ArraySlice<UInt8>, mark: UInt8) -> [UInt8] {
        var result: [UInt8] = []
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if bytes[position] == mark, position + 2 < bytes.endIndex, let high = hexValue(bytes[position + 1]),
                let low = hexValue(bytes[position + 2])
            {
                result.append(high << 4 | low)
                position += 3
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }

    /// The digit of 0 to 15, as capital letters have it.
    static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}

extension Collection<UInt8> where SubSequence: BidirectionalCollection<UInt8>, SubSequence.SubSequence == SubSequence {
    /// Without the space around it.
    var trimmed: SubSequence {
        var rest = self[...]
        while let first = rest.first, ASCII.isSpace(first) { rest = rest.dropFirst() }
        while let last = rest.last, ASCII.isSpace(last) { rest = rest.dropLast() }
        return rest
    }
}

extension Sequence<UInt8> {
    /// The text, with capital ASCII letters made small. Bytes above ASCII must be UTF-8, or become U+FFFD.
    var lowercasedText: String { String(decoding: map(ASCII.lowercased), as: UTF8.self) }

    /// As text; what is no UTF-8 becomes U+FFFD.
    var text: String { String(decoding: Array(self), as: UTF8.self) }
}

extension Collection<UInt8> {
    /// Whether it begins with these ASCII letters, large or small.
    func starts(withWord word: StaticString) -> Bool {
        word.withUTF8Buffer { letters in
            count >= letters.count && zip(self, letters).allSatisfy { ASCII.lowercased($0) == ASCII.lowercased($1) }
        }
    }
}
