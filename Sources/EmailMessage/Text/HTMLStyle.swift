/// What a `style` attribute says, as far as reading needs it.
struct HTMLStyle {
    /// Nobody sees the element nor what is inside.
    private(set) var isHidden = false
    /// Whether its own text has no size; nil where it says nothing, and what is around counts.
    private(set) var hasNoSize: Bool?
    /// Whether it is a block without space above and below; nil where it says nothing.
    private(set) var hasNoMargin: Bool?
    /// Of a `blockquote`: it is moved in, and has no line at its side.
    private(set) var isIndentation = false
    /// The line breaks of the source count.
    private(set) var keepsSpace = false

    init(_ style: String?) {
        guard let style, !style.isEmpty else { return }
        var clips = false
        var flat = false
        for declaration in style.utf8.split(separator: UInt8(ascii: ";")).prefix(100) {
            let parts = declaration.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2 else { continue }
            let name = Self.word(parts[0])
            let value = Self.word(parts[1])
            switch name {
            case "display": if value.hasPrefix("none") { isHidden = true }
            case "visibility": if value.hasPrefix("hidden") || value.hasPrefix("collapse") { isHidden = true }
            case "mso-hide": if value.hasPrefix("all") { isHidden = true }
            case "opacity": if Self.isZero(value) { isHidden = true }
            case "font-size": hasNoSize = Self.isZero(value)
            case "max-height", "height", "max-width": if Self.isZero(value) { flat = true }
            case "overflow": if value.hasPrefix("hidden") { clips = true }
            case "margin":
                hasNoMargin = Self.isZero(value)
                if value.hasSuffix("40px"), value.hasPrefix("0") { isIndentation = true }
            case "margin-top", "margin-bottom": hasNoMargin = Self.isZero(value) && hasNoMargin != false
            case "white-space": keepsSpace = value.hasPrefix("pre")
            default: break
            }
        }
        if clips && flat { isHidden = true }
    }

    private static func word(_ bytes: Substring.UTF8View) -> String {
        var word = bytes[...]
        while let first = word.first, first.isHTMLSpace { word = word.dropFirst() }
        while let last = word.last, last.isHTMLSpace { word = word.dropLast() }
        return String(decoding: word.prefix(60).map(\.asciiLowercased), as: UTF8.self)
    }

    /// `0`, `0px`, `0.0pt`; not `0.5em`.
    private static func isZero(_ value: String) -> Bool {
        let number = value.utf8.prefix { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
        return !number.isEmpty && number.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }
}
