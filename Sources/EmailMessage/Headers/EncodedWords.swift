/// Reads encoded words (RFC 2047) in the text of a header, and bytes above ASCII that stand there unencoded.
///
/// Neighbours of one charset are joined before they are decoded, so a character that was split between two of them comes
/// out whole. Words are also read where they may not stand: inside quotes, glued to other text, with spaces in them, and
/// with their end missing at the end of the field.
enum EncodedWords {
    struct Word {
        var charset: String
        var isBase64: Bool
        var data: ArraySlice<UInt8>
        /// Behind the word.
        var end: Int
    }

    /// `hint` is the charset to try first on unencoded bytes that are no UTF-8.
    static func decode(_ bytes: [UInt8], hint: String? = nil) -> String {
        guard bytes.contains(ASCII.equals) || bytes.contains(where: { $0 >= 0x80 }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var result = ""
        var run = Run()
        var plain = 0
        var position = 0
        while position < bytes.count {
            guard bytes[position] == ASCII.equals, let word = word(in: bytes, at: position) else {
                position += 1
                continue
            }
            let between = bytes[plain..<position]
            if run.isEmpty || !between.allSatisfy(ASCII.isSpace) {
                result += run.flush()
                result += CharsetDecoder.decode(Array(between), declared: nil, hint: hint)
            }
            if !run.takes(word) { result += run.flush() }
            run.add(word)
            position = word.end
            plain = word.end
        }
        result += run.flush()
        result += CharsetDecoder.decode(Array(bytes[plain...]), declared: nil, hint: hint)
        return result
    }

    /// The encoded word that begins there; nil where none does. Looks no further than the next `=?`.
    static func word(in bytes: [UInt8], at start: Int) -> Word? {
        guard start + 6 < bytes.count, bytes[start + 1] == ASCII.question else { return nil }
        var position = start + 2
        let charsetStart = position
        while position < bytes.count, bytes[position] > ASCII.space, bytes[position] != ASCII.question,
            position - charsetStart <= 60
        {
            position += 1
        }
        guard position + 2 < bytes.count, bytes[position] == ASCII.question, bytes[position + 2] == ASCII.question
        else { return nil }
        let encoding = ASCII.lowercased(bytes[position + 1])
        guard encoding == UInt8(ascii: "b") || encoding == UInt8(ascii: "q") else { return nil }
        // RFC 2231 §5 adds a language behind an asterisk.
        let charset = bytes[charsetStart..<position].prefix { $0 != ASCII.asterisk }.lowercasedText
        let dataStart = position + 3
        position = dataStart
        var hasSpace = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == ASCII.question, position + 1 < bytes.count, bytes[position + 1] == ASCII.equals {
                return Word(
                    charset: charset, isBase64: encoding == UInt8(ascii: "b"), data: bytes[dataStart..<position],
                    end: position + 2)
            }
            if byte == ASCII.equals, position + 1 < bytes.count, bytes[position + 1] == ASCII.question,
                position + 2 >= bytes.count || bytes[position + 2] != ASCII.equals
            {
                return nil
            }
            hasSpace = hasSpace || byte == ASCII.space
            position += 1
        }
        // The end is cut off.
        guard !hasSpace, position > dataStart else { return nil }
        var data = bytes[dataStart..<position]
        if data.last == ASCII.question { data = data.dropLast() }
        return Word(charset: charset, isBase64: encoding == UInt8(ascii: "b"), data: data, end: position)
    }

    /// Neighbouring words of one charset.
    private struct Run {
        var charset = ""
        var bytes: [UInt8] = []
        /// Base64 digits of a group that goes on in the next word.
        var digits: [UInt8] = []
        var isEmpty = true

        func takes(_ word: Word) -> Bool { isEmpty || word.charset == charset }

        mutating func add(_ word: Word) {
            isEmpty = false
            charset = word.charset
            guard word.isBase64 else {
                flushDigits()
                appendQuoted(word.data)
                return
            }
            digits += word.data.filter { !ASCII.isSpace($0) }
            if digits.count % 4 == 0 || digits.last == ASCII.equals { flushDigits() }
        }

        private mutating func flushDigits() {
            guard !digits.isEmpty else { return }
            bytes += TransferEncoding.base64.decode(digits)
            digits = []
        }

        private mutating func appendQuoted(_ data: ArraySlice<UInt8>) {
            var position = data.startIndex
            while position < data.endIndex {
                let byte = data[position]
                if byte == ASCII.underscore {
                    bytes.append(ASCII.space)
                } else if byte == ASCII.equals, position + 2 < data.endIndex,
                    let high = ASCII.hexValue(data[position + 1]), let low = ASCII.hexValue(data[position + 2])
                {
                    bytes.append(high << 4 | low)
                    position += 2
                } else {
                    bytes.append(byte)
                }
                position += 1
            }
        }

        mutating func flush() -> String {
            guard !isEmpty else { return "" }
            flushDigits()
            let text = CharsetDecoder.decode(bytes, declared: charset)
            self = Run()
            return text
        }
    }
}
