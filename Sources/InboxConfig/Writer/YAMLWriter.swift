/// A value to be written as YAML: keys in the order given, texts quoted where YAML would read something else in them.
indirect enum YAMLValue {
    case text(String)
    /// Written as it is: numbers, true, false.
    case plain(String)
    case list([YAMLValue])
    case map([(key: String, value: YAMLValue)])

    static func number(_ value: some BinaryInteger) -> YAMLValue { .plain(String(value)) }
    static func flag(_ value: Bool) -> YAMLValue { .plain(value ? "true" : "false") }
    static func texts(_ values: [String]) -> YAMLValue { .list(values.map(YAMLValue.text)) }

    /// The document, with a line break at its end.
    var document: String {
        guard case .map(let entries) = self else { return inline + "\n" }
        return Self.block(entries, indent: 0)
    }

    private static func block(_ entries: [(key: String, value: YAMLValue)], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return entries.map { key, value in
            margin + quoted(key) + ":" + value.following(indent: indent)
        }.joined()
    }

    /// What stands after `key:`.
    private func following(indent: Int) -> String {
        switch self {
        case .map(let entries) where !entries.isEmpty && !isFlat:
            "\n" + Self.block(entries, indent: indent + 2)
        case .list(let items) where !items.isEmpty && !isFlat:
            "\n" + items.map { $0.item(indent: indent + 2) }.joined()
        default:
            " " + inline + "\n"
        }
    }

    private func item(indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        guard case .map(let entries) = self, !entries.isEmpty, !isFlat else { return margin + "- " + inline + "\n" }
        let block = Self.block(entries, indent: indent + 2)
        return margin + "- " + block.dropFirst(indent + 2)
    }

    /// Whether it is short enough for one line: a scalar, or a small collection of scalars.
    private var isFlat: Bool {
        switch self {
        case .text, .plain: true
        case .list(let items): items.allSatisfy(\.isScalar) && inline.count <= 80
        case .map(let entries): entries.allSatisfy { $0.value.isFlat } && entries.count <= 4 && inline.count <= 80
        }
    }

    private var isScalar: Bool {
        switch self {
        case .text, .plain: true
        case .list, .map: false
        }
    }

    private var inline: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .plain(let text): text
        case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { Self.quoted($0.key) + ": " + $0.value.inline }.joined(separator: ", ") + "}"
        }
    }

    /// Bare where it can only be text; else in double quotes with the escapes of YAML 1.2, 5.7.
    private static func quoted(_ text: String) -> String {
        let isBare =
            text.first.map { $0.isASCII && $0.isLetter || $0 == "/" } ?? false
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_-./@+".unicodeScalars.contains(scalar))
            }
        let readsAsElse = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        if isBare, !readsAsElse { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                let hex = String(scalar.value, radix: 16)
                result += "\\x" + (hex.count < 2 ? "0" : "") + hex
            case "\u{2028}", "\u{2029}", "\u{FEFF}":
                result += "\\u" + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
