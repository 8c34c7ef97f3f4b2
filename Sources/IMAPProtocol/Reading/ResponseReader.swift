/// Walks through one response, value by value.
struct ResponseReader {
    let limits: IMAPLimits
    private let text: [UInt8]
    private var literals: ArraySlice<RawResponse.Literal>
    private(set) var position = 0

    init(_ response: RawResponse, limits: IMAPLimits) {
        self.limits = limits
        text = response.text
        literals = response.literals[...]
    }

    var isAtEnd: Bool { position >= text.count }
    var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(IMAPError) {
        guard take(character) else { throw .malformed("“\(character)” is missing at byte \(position)") }
    }

    mutating func skipSpaces() {
        while next == UInt8(ascii: " ") { position += 1 }
    }

    mutating func advance() {
        position += 1
    }

    /// What is left, and the end.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { position = text.count }
        return text[min(position, text.count)...]
    }

    /// The bytes up to a space, a parenthesis, a bracket or a quotation mark; may be empty.
    mutating func word() -> ArraySlice<UInt8> {
        let start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
                UInt8(ascii: "\""):
                return text[start..<position]
            default: position += 1
            }
        }
        return text[start..<position]
    }

    /// A word of at most 64 bytes in upper case.
    mutating func name() throws(IMAPError) -> String {
        let word = word()
        guard !word.isEmpty, word.count <= 64 else { throw .malformed("a name is missing at byte \(position)") }
        return String(decoding: word, as: UTF8.self).uppercased()
    }

    mutating func number() throws(IMAPError) -> Int {
        let start = position
        var number = 0
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            guard position - start < 18 else { throw .malformed("a number has more than 18 digits") }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
            position += 1
        }
        guard position > start else { throw .malformed("a number is missing at byte \(position)") }
        return number
    }

    mutating func number32() throws(IMAPError) -> UInt32 {
        guard let number = UInt32(exactly: try number()) else { throw .malformed("a number is over 32 bits") }
        return number
    }

    /// `1:4,7`; a `*` has no meaning in an answer.
    mutating func uidSet() throws(IMAPError) -> IMAPUIDSet {
        var ranges: [ClosedRange<UInt32>] = []
        repeat {
            guard ranges.count < limits.values else { throw .overLimit("a set of more than \(limits.values) ranges") }
            let first = try number32()
            let second = take(":") ? try number32() : first
            guard first > 0, second > 0 else { throw .malformed("a set holds 0") }
            ranges.append(min(first, second)...max(first, second))
        } while take(",")
        return IMAPUIDSet(ranges: ranges)
    }

    /// `(\Seen $Label)`.
    mutating func flagList() throws(IMAPError) -> [String] {
        try expect("(")
        var flags: [String] = []
        skipSpaces()
        while !take(")") {
            guard flags.count < limits.values else { throw .overLimit("more than \(limits.values) flags") }
            let start = position
            // Square brackets may stand in a keyword.
            while let byte = next, byte != UInt8(ascii: " "), byte != UInt8(ascii: ")"), byte != UInt8(ascii: "(") {
                position += 1
            }
            guard position > start else { throw .malformed("a list of flags does not end") }
            flags.append(String(decoding: text[start..<position], as: UTF8.self))
            skipSpaces()
        }
        return flags
    }

    /// Words up to the end or a closing bracket.
    mutating func words() throws(IMAPError) -> [String] {
        var words: [String] = []
        skipSpaces()
        while let byte = next, byte != UInt8(ascii: "]") {
            guard words.count < limits.values else { throw .overLimit("more than \(limits.values) words") }
            let word = word()
            guard !word.isEmpty else { throw .malformed("a word is missing at byte \(position)") }
            words.append(String(decoding: word, as: UTF8.self).uppercased())
            skipSpaces()
        }
        return words
    }

    /// A quoted string, a literal, or NIL, which is nil.
    mutating func string() throws(IMAPError) -> RawResponse.Literal? {
        switch next {
        case UInt8(ascii: "\""): return .bytes(try quoted())
        case UInt8(ascii: "{"), UInt8(ascii: "~"): return try literal()
        default:
            guard try name() == "NIL" else { throw .malformed("a string is missing at byte \(position)") }
            return nil
        }
    }

    private mutating func quoted() throws(IMAPError) -> [UInt8] {
        try expect("\"")
        var bytes: [UInt8] = []
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return bytes }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = next else { break }
                position += 1
                bytes.append(escaped)
            } else {
                bytes.append(byte)
            }
        }
        throw .malformed("a quoted string does not end")
    }

    private mutating func literal() throws(IMAPError) -> RawResponse.Literal {
        _ = take("~")
        try expect("{")
        _ = try number()
        _ = take("+")
        try expect("}")
        guard let literal = literals.popFirst() else { throw .malformed("a literal is announced inside a line") }
        return literal
    }

    /// Passes over one value of any kind.
    mutating func skipValue() throws(IMAPError) {
        var depth = 0
        repeat {
            skipSpaces()
            switch next {
            case nil: throw .malformed("a value is missing")
            case UInt8(ascii: "("):
                depth += 1
                position += 1
                guard depth <= limits.depth else { throw .overLimit("more than \(limits.depth) nested lists") }
            case UInt8(ascii: ")"):
                guard depth > 0 else { throw .malformed("a value is missing at byte \(position)") }
                depth -= 1
                position += 1
            case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "~"): _ = try string()
            case UInt8(ascii: "["), UInt8(ascii: "]"): position += 1
            default: _ = word()
            }
        } while depth > 0
    }
}
