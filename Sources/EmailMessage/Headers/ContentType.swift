/// A content type with its parameters (RFC 2045 §5).
struct ContentType {
    /// In small letters.
    var type: String
    var subtype: String
    /// Names in small letters, values decoded.
    var parameters: [String: String] = [:]

    static let plain = ContentType(type: "text", subtype: "plain")
    static let message = ContentType(type: "message", subtype: "rfc822")

    var name: String { "\(type)/\(subtype)" }
    var isMultipart: Bool { type == "multipart" }
    var isDigest: Bool { type == "multipart" && subtype == "digest" }
    var boundary: [UInt8]? {
        parameters["boundary"].map { Array($0.utf8) }.flatMap { $0.isEmpty || $0.count > 1000 ? nil : $0 }
    }

    /// The type named in `type/subtype`, which must be given in small letters.
    private init(type: String, subtype: String) {
        self.type = type
        self.subtype = subtype
    }

    /// Reads a field's value; nil where there is no type in it at all.
    init?(_ value: [UInt8]) {
        var position = 0
        func word() -> ArraySlice<UInt8> {
            while position < value.count, ASCII.isSpace(value[position]) { position += 1 }
            let start = position
            while position < value.count, Self.isToken(value[position]) { position += 1 }
            return value[start..<position]
        }
        let first = word()
        guard !first.isEmpty else { return nil }
        while position < value.count, ASCII.isSpace(value[position]) { position += 1 }
        type = first.lowercasedText
        if position < value.count, value[position] == ASCII.slash {
            position += 1
            subtype = word().lowercasedText
        } else if position < value.count, value[position] == ASCII.equals {
            // Parameters without a type.
            (type, subtype, position) = ("text", "plain", 0)
        } else {
            subtype = ""
        }
        if subtype.isEmpty {
            switch type {
            case "text": subtype = "plain"
            case "multipart": subtype = "mixed"
            default: (type, subtype) = ("application", "octet-stream")
            }
        }
        parameters = ParameterReader.read(value, from: position)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "!#$&-^_.+*'`{}|~%".utf8.contains(byte)
    }
}
