/// A reverse or forward path (RFC 5321 §4.1.2), with its parameters behind it.
struct LMTPPath: Sendable, Hashable {
    /// Bytes of an address; longer ones are refused. The RFC asks for 254.
    static let longest = 400

    /// Without brackets and source route; empty for `<>`.
    var address: String
    /// Separated by spaces.
    var parameters: [String]

    var isASCII: Bool { address.utf8.allSatisfy { $0 < 0x80 } }

    /// Reads `<address> PARAMETER …`; nil where it is not of that form, has control characters or is no UTF-8.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        var rest = bytes.drop { $0 == UInt8(ascii: " ") }
        guard rest.popFirst() == UInt8(ascii: "<"), let end = Self.end(of: rest) else { return nil }
        var path = rest[..<end]
        rest = rest[(end + 1)...]
        guard rest.isEmpty || rest.first == UInt8(ascii: " ") else { return nil }
        if path.first == UInt8(ascii: "@") {
            // A source route: to be accepted, and ignored.
            guard let colon = path.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            path = path[(colon + 1)...]
            guard !path.isEmpty else { return nil }
        }
        guard path.count <= Self.longest, let address = String(validating: path, as: UTF8.self) else { return nil }
        self.address = address
        var parameters: [String] = []
        for word in rest.split(separator: UInt8(ascii: " ")) {
            guard let text = String(validating: word, as: UTF8.self) else { return nil }
            parameters.append(text)
        }
        self.parameters = parameters
    }

    /// Where the closing bracket stands, past quoted strings; nil where there is none, or what is before it cannot be in a
    /// path.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted: index += 1
            case UInt8(ascii: ">") where !isQuoted: return index
            case UInt8(ascii: " ") where !isQuoted, UInt8(ascii: "<") where !isQuoted: return nil
            default: break
            }
            index += 1
        }
        return nil
    }
}
