/// Writes header fields: encoded (RFC 2047, 2231) where they are not ASCII, folded at 76 bytes where they can be.
///
/// No value can begin another field: text for people has its control characters made into space, and anything else is
/// checked by the caller before.
struct HeaderWriter {
    private(set) var bytes: [UInt8] = []
    private static let width = 76

    /// Text for people, such as a subject.
    mutating func text(_ name: String, _ value: String) {
        field(name, Self.words(of: HeaderText.clean(value)))
    }

    /// What has been checked already; folded between the words.
    mutating func words(_ name: String, _ words: [String]) {
        field(name, words)
    }

    mutating func addresses(_ name: String, _ addresses: [EmailAddress]) {
        guard !addresses.isEmpty else { return }
        var words: [String] = []
        for (place, address) in addresses.enumerated() {
            let phrase = address.name.map { Self.phrase(HeaderText.clean($0)) } ?? []
            let end = place == addresses.count - 1 ? "" : ","
            words += phrase + [phrase.isEmpty ? address.address + end : "<\(address.address)>\(end)"]
        }
        field(name, words)
    }

    private mutating func field(_ name: String, _ words: [String]) {
        bytes += Array("\(name):".utf8)
        var column = name.utf8.count + 1
        for (place, word) in words.enumerated() {
            if place > 0, column + 1 + word.utf8.count > Self.width {
                bytes += [ASCII.carriageReturn, ASCII.lineFeed]
                column = 0
            }
            bytes.append(ASCII.space)
            bytes += Array(word.utf8)
            column += 1 + word.utf8.count
        }
        bytes += [ASCII.carriageReturn, ASCII.lineFeed]
    }

    // MARK: Encoding

    /// The words of a text. Neighbours that need encoding are encoded together, with the space between them.
    private static func words(of text: String) -> [String] {
        var result: [String] = []
        var open: [Substring] = []
        func flush() {
            if !open.isEmpty { result += encoded(open.joined(separator: " ")) }
            open = []
        }
        // Empty words keep a run of spaces as it is: they are encoded with their neighbours.
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if needsEncoding(word) || word.isEmpty {
                open.append(word)
            } else {
                flush()
                result.append(String(word))
            }
        }
        flush()
        return result
    }

    private static func needsEncoding(_ word: some StringProtocol) -> Bool {
        let bytes = word.utf8
        return bytes.count > 70 || bytes.contains { $0 >= 0x7F || $0 < 0x20 } || word.contains("=?")
    }

    /// A display name (RFC 5322 §3.2.5): as it is, in quotes, or encoded.
    private static func phrase(_ name: String) -> [String] {
        guard !name.isEmpty else { return [] }
        guard !needsEncoding(name) else { return encoded(name) }
        if name.utf8.allSatisfy({ isAtomByte($0) || $0 == ASCII.space }), !name.contains("  ") {
            return name.split(separator: " ").map(String.init)
        }
        return [quoted(name)]
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    static func quoted(_ text: String) -> String {
        var result: [UInt8] = [ASCII.quote]
        for byte in text.utf8 {
            if byte == ASCII.quote || byte == ASCII.backslash { result.append(ASCII.backslash) }
            result.append(byte)
        }
        return String(decoding: result + [ASCII.quote], as: UTF8.self)
    }

    /// Encoded words of at most 75 bytes; no character is split. Only letters and digits stand for themselves, so that
    /// the words may stand in a phrase too.
    static func encoded(_ text: String) -> [String] {
        let plain = text.utf8.reduce(0) { $0 + (ASCII.isAlphanumeric($1) ? 1 : 0) }
        // Q takes three bytes for one that needs it, B four for three.
        let usesQ = (text.utf8.count - plain) * 3 <= text.utf8.count * 4 / 3 - plain
        var result: [String] = []
        var chunk: [UInt8] = []
        var length = 0
        // `=?utf-8?B?` and `?=` take 12 of the 75 bytes.
        let room = usesQ ? 63 : 45
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let needed = usesQ ? bytes.reduce(0) { $0 + quotedLength($1) } : bytes.count
            if length + needed > room {
                result.append(word(chunk, usesQ: usesQ))
                (chunk, length) = ([], 0)
            }
            chunk += bytes
            length += needed
        }
        if !chunk.isEmpty { result.append(word(chunk, usesQ: usesQ)) }
        return result
    }

    private static func quotedLength(_ byte: UInt8) -> Int {
        ASCII.isAlphanumeric(byte) || byte == ASCII.space ? 1 : 3
    }

    private static func word(_ bytes: [UInt8], usesQ: Bool) -> String {
        guard usesQ else {
            return "=?utf-8?B?\(TransferEncoding.base64.encode(bytes).filter { $0 != ASCII.lineFeed }.text)?="
        }
        let data = bytes.flatMap { byte in
            byte == ASCII.space
                ? [ASCII.underscore]
                : ASCII.isAlphanumeric(byte)
                    ? [byte] : [ASCII.equals, ASCII.hexDigit(byte >> 4), ASCII.hexDigit(byte & 15)]
        }
        return "=?utf-8?Q?\(data.text)?="
    }

    /// A parameter with its value: quoted, or as RFC 2231 has it, in pieces that fit a line.
    static func parameter(_ name: String, _ value: String) -> [String] {
        let value = HeaderText.clean(value)
        guard value.utf8.count > 60 || value.utf8.contains(where: { $0 >= 0x7F }) else {
            return ["\(name)=\(quoted(value))"]
        }
        var pieces: [[UInt8]] = [[]]
        for scalar in value.unicodeScalars {
            let encoded = Array(String(scalar).utf8).flatMap { byte in
                ASCII.isAlphanumeric(byte) || byte == ASCII.dot || byte == ASCII.hyphen || byte == ASCII.underscore
                    ? [byte] : [ASCII.percent, ASCII.hexDigit(byte >> 4), ASCII.hexDigit(byte & 15)]
            }
            if pieces[pieces.count - 1].count + encoded.count > 45 { pieces.append([]) }
            pieces[pieces.count - 1] += encoded
        }
        guard pieces.count > 1 else { return ["\(name)*=utf-8''\(pieces[0].text)"] }
        return pieces.enumerated().map { place, piece in
            "\(name)*\(place)*=\(place == 0 ? "utf-8''" : "")\(piece.text)" + (place == pieces.count - 1 ? "" : ";")
        }
    }
}
