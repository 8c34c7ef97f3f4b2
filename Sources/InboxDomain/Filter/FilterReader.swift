/// Cuts a filter into its terms. Knows quotes, commas and minus signs; not what the words mean.
struct FilterReader {
    struct RawTerm {
        /// Byte offset of the whole term.
        var start: Int
        var isNegated = false
        /// In small letters; nil for a bare word.
        var key: String?
        /// At least one, none of them empty.
        var values: [RawValue] = []
    }

    struct RawValue {
        var start: Int
        var text: String
        var isQuoted: Bool
    }

    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Nil at the end.
    mutating func next() throws(DomainError) -> RawTerm? {
        while let byte = peek, Self.isSpace(byte) {
            position += 1
        }
        guard peek != nil else { return nil }
        var term = RawTerm(start: position)
        if peek == UInt8(ascii: "-") {
            position += 1
            term.isNegated = true
            guard let byte = peek, !Self.isSpace(byte) else {
                throw error(at: term.start, "-", "a term must follow the minus sign, as in -tag:vip")
            }
        }
        term.key = readKey()
        repeat {
            let value = try readValue(of: term)
            term.values.append(value)
        } while term.key != nil && skipComma()
        return term
    }

    /// A word up to a colon; moves past the colon, or not at all.
    private mutating func readKey() -> String? {
        var end = position
        while end < bytes.count, Self.isLetter(bytes[end]) || bytes[end] == UInt8(ascii: "_") {
            end += 1
        }
        guard end > position, end < bytes.count, bytes[end] == UInt8(ascii: ":") else { return nil }
        let key = String(decoding: bytes[position..<end], as: UTF8.self).lowercased()
        position = end + 1
        return key
    }

    private mutating func readValue(of term: RawTerm) throws(DomainError) -> RawValue {
        let start = position
        var value: [UInt8] = []
        var isQuoted = false
        while let byte = peek, !Self.isSpace(byte), term.key == nil || byte != UInt8(ascii: ",") {
            guard byte >= 0x20, byte != 0x7F else {
                throw error(at: position, "", "control characters are not allowed")
            }
            if byte == UInt8(ascii: "\"") {
                isQuoted = true
                try readQuoted(into: &value)
            } else {
                value.append(byte)
                position += 1
            }
        }
        guard !value.isEmpty else {
            let word = String(decoding: bytes[term.start..<position], as: UTF8.self)
            throw error(at: term.start, word, "a value is missing")
        }
        return RawValue(start: start, text: String(decoding: value, as: UTF8.self), isQuoted: isQuoted)
    }

    /// Between quotes `\"` is a quote and `\\` a backslash.
    private mutating func readQuoted(into value: inout [UInt8]) throws(DomainError) {
        let start = position
        position += 1
        while let byte = peek, byte != UInt8(ascii: "\"") {
            var byte = byte
            if byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
                [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(bytes[position + 1])
            {
                position += 1
                byte = bytes[position]
            }
            guard byte >= 0x20, byte != 0x7F else {
                throw error(at: position, "", "control characters are not allowed")
            }
            value.append(byte)
            position += 1
        }
        guard peek != nil else { throw error(at: start, "", "the quote that starts here is not closed") }
        position += 1
    }

    private mutating func skipComma() -> Bool {
        guard peek == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

    /// An error whose position counts characters from 1, for a byte offset.
    func error(at offset: Int, _ word: String, _ problem: String) -> DomainError {
        let before = String(decoding: bytes[..<min(offset, bytes.count)], as: UTF8.self)
        return .filter(position: before.count + 1, word: word, problem: problem)
    }
}
