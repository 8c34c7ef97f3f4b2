/// Reads JSON (RFC 8259) from bytes, from left to right: whole values, or past those that nobody wants.
///
/// Depth is bounded; size is bounded by whoever made the bytes. It must not outlive its buffer.
struct JSONScanner {
    /// As libjq, so that both refuse the same texts.
    static let maximumDepth = 256

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is no space, without taking it.
    mutating func peek() throws(JSONError) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw .incomplete }
        return bytes[position]
    }

    mutating func take(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw .unexpected(at: position) }
        position += 1
    }

    /// Only space may follow.
    mutating func finish() throws(JSONError) {
        skipSpace()
        guard position == bytes.count else { throw .unexpected(at: position) }
    }

    // MARK: Whole values

    mutating func value(depth: Int = 0) throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default:
            let range = try number()
            return .number(String(decoding: bytes[range], as: UTF8.self))
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        var object = JSONObject()
        try members(depth: depth) { (scanner, name) throws(JSONError) in
            object.append(name, try scanner.value(depth: depth + 1))
        }
        return .object(object)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        var values: [JSONValue] = []
        try elements(depth: depth) { (scanner, _) throws(JSONError) in
            values.append(try scanner.value(depth: depth + 1))
        }
        return .array(values)
    }

    // MARK: Part by part

    /// Walks an object; `body` must read or skip the member's value.
    mutating func members(
        depth: Int, _ body: (inout JSONScanner, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        try list(from: UInt8(ascii: "{"), to: UInt8(ascii: "}"), depth: depth) { (scanner, _) throws(JSONError) in
            guard try scanner.peek() == UInt8(ascii: "\"") else { throw .unexpected(at: scanner.position) }
            let name = try scanner.string()
            try scanner.take(UInt8(ascii: ":"))
            try body(&scanner, name)
        }
    }

    /// Walks an array; `body` gets the index, and must read or skip the element.
    mutating func elements(
        depth: Int, _ body: (inout JSONScanner, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        try list(from: UInt8(ascii: "["), to: UInt8(ascii: "]"), depth: depth, body)
    }

    private mutating func list(
        from opening: UInt8, to closing: UInt8, depth: Int,
        _ body: (inout JSONScanner, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        try take(opening)
        if try peek() == closing {
            position += 1
            return
        }
        var index = 0
        while true {
            try body(&self, index)
            index += 1
            let next = try peek()
            position += 1
            if next == closing { return }
            guard next == UInt8(ascii: ",") else { throw .unexpected(at: position - 1) }
        }
    }

    /// Passes over one value of any kind.
    mutating func skip(depth: Int = 0) throws(JSONError) {
        switch try peek() {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            try list(from: UInt8(ascii: "{"), to: UInt8(ascii: "}"), depth: depth) { (scanner, _) throws(JSONError) in
                guard try scanner.peek() == UInt8(ascii: "\"") else { throw .unexpected(at: scanner.position) }
                try scanner.skipString()
                try scanner.take(UInt8(ascii: ":"))
                try scanner.skip(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try elements(depth: depth) { (scanner, _) throws(JSONError) in try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
    }

    // MARK: Scalars

    private mutating func word(_ text: StaticString) throws(JSONError) {
        for offset in 0..<text.utf8CodeUnitCount {
            guard position < bytes.count else { throw .incomplete }
            guard bytes[position] == text.utf8Start[offset] else { throw .unexpected(at: position) }
            position += 1
        }
    }

    /// Passes over a number, and says where it stood.
    private mutating func number() throws(JSONError) -> Range<Int> {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        let leadingZero = byte == UInt8(ascii: "0")
        guard let digits = skipDigits(), !(leadingZero && digits > 1) else { throw .unexpected(at: position) }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() != nil else { throw .unexpected(at: position) }
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() != nil else { throw .unexpected(at: position) }
        }
        return start..<position
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipDigits() -> Int? {
        let start = position
        while let byte, byte &- 0x30 < 10 { position += 1 }
        return position > start ? position - start : nil
    }

    private mutating func skipString() throws(JSONError) {
        _ = try plainString()
    }

    /// Passes over a string. The range of its content, and whether escapes stand in it.
    private mutating func plainString() throws(JSONError) -> (content: Range<Int>, escaped: Bool) {
        position += 1
        let start = position
        var escaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return (start..<(position - 1), escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                position += 2
            case 0..<0x20:
                throw .unexpected(at: position)
            default:
                position += 1
            }
        }
        throw .incomplete
    }

    /// Reads a string. Bytes that are not UTF-8, and surrogates without their other half, become U+FFFD.
    private mutating func string() throws(JSONError) -> String {
        let (content, escaped) = try plainString()
        guard escaped else { return String(decoding: bytes[content], as: UTF8.self) }
        return try JSONEscapes.resolve(UnsafeBufferPointer(rebasing: bytes[content]), at: content.lowerBound)
    }
}
