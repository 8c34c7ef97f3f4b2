/// The lexical rules of the Prometheus text format 0.0.4.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
enum MetricText {
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String(value)
    }

    /// Nanoseconds, as seconds.
    static func seconds(_ nanoseconds: UInt64) -> String {
        number(Double(nanoseconds) / 1e9)
    }

    static func escapeHelp(_ text: String) -> String {
        escape(text, quotes: false)
    }

    static func escapeValue(_ text: String) -> String {
        escape(text, quotes: true)
    }

    /// A valid name: other bytes than letters, digits and underscores become underscores.
    static func name(_ text: String) -> String {
        let bytes = text.utf8.enumerated().map { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): byte
            case UInt8(ascii: "0")...UInt8(ascii: "9") where index > 0: byte
            default: UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
