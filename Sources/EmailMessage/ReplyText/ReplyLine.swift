/// A line of a message, looked at from the side of history and signatures.
struct ReplyLine {
    /// As it is shown, without its line break.
    let text: [UInt8]
    let mark: TextLine.Mark
    /// How many `>` it begins with.
    let depth: Int
    /// Where the text behind them begins.
    private let start: Int
    let isBlank: Bool

    /// In their order.
    static func all(_ lines: [TextLine]) -> [ReplyLine] {
        var result: [ReplyLine] = []
        result.reserveCapacity(lines.count)
        for line in lines {
            result.append(ReplyLine(line, closesBracket: result.last?.leavesBracketOpen == true))
        }
        return result
    }

    /// With `closesBracket` an address is still open in the line above.
    private init(_ line: TextLine, closesBracket: Bool) {
        text = line.text
        mark = line.mark
        let prefix = TextLine.quotePrefix(line.text)
        // mbox writes `>From ` for a sentence that begins so, and Gmail breaks a line before the bracket in `> wrote:`.
        let isEscaped =
            line.text.starts(with: ">From ".utf8)
            || closesBracket && prefix.depth == 1 && line.text.count <= 40 && line.text.last == UInt8(ascii: ":")
        depth = isEscaped ? 0 : prefix.depth
        start = isEscaped ? 0 : prefix.start
        isBlank = Self.isBlank(line.text[start...])
    }

    private var leavesBracketOpen: Bool {
        guard depth == 0, text.count <= 300, let open = text.lastIndex(of: UInt8(ascii: "<")) else { return false }
        let behind = text[open...]
        return !behind.contains(UInt8(ascii: ">")) && behind.contains(UInt8(ascii: "@"))
    }

    var isQuoted: Bool { depth > 0 || mark == .history }

    /// Whether nothing of it can be seen.
    private static func isBlank(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first(where: { $0 > 0x20 && $0 != 0x7F }) else { return true }
        return first >= 0x80 && trimmed(text).isEmpty
    }

    /// The text without quote marks, in lower case with ordinary spaces, without emphasis around it; nil where it is
    /// longer than lines of mail programs are.
    func plain(longest: Int = 500) -> String? {
        guard text.count - start <= longest else { return nil }
        var bytes = Self.trimmed(text[start...])[...]
        while let first = bytes.first, first == UInt8(ascii: "*") { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == UInt8(ascii: "*") || last == UInt8(ascii: " ") { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    var endsWithColon: Bool {
        var end = text.count
        while end > start, text[end - 1] <= 0x20 || text[end - 1] == UInt8(ascii: "*") { end -= 1 }
        guard end > start else { return false }
        return text[end - 1] == UInt8(ascii: ":") || text[start..<end].suffix(3) == [0xEF, 0xBC, 0x9A]
    }

    /// A line of nothing but underscores, dashes or the like, three at least.
    var isRule: Bool {
        let visible = text[start...].filter { $0 > 0x20 }
        guard visible.count >= 3, let first = visible.first, "_-=*".utf8.contains(first) else { return false }
        return visible.allSatisfy { $0 == first }
    }

    /// Without space at either end; other kinds of space become ordinary ones, and what has no width goes.
    private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == 0xC2, text[index...].starts(with: [0xC2, 0xA0]) {
                result.append(0x20)
                index += 2
            } else if byte == 0xE2, text[index...].starts(with: [0xE2, 0x80]), index + 2 < text.endIndex {
                let last = text[index + 2]
                // Spaces of all widths; then marks of direction and what has no width; curly apostrophes stay.
                if (0x80...0x8A).contains(last) || last == 0xAF {
                    result.append(0x20)
                } else if !(0x8B...0x8F).contains(last), !(0xAA...0xAE).contains(last) {
                    result.append(contentsOf: text[index...index + 2])
                }
                index += 3
            } else if byte == 0xE3, text[index...].starts(with: [0xE3, 0x80, 0x80]) {
                result.append(0x20)
                index += 3
            } else if byte == 0xEF, text[index...].starts(with: [0xEF, 0xBB, 0xBF]) {
                index += 3
            } else {
                if byte == 0x09 { result.append(0x20) } else if byte > 0x1F { result.append(byte) }
                index += 1
            }
        }
        let first = result.firstIndex { $0 != 0x20 } ?? result.endIndex
        let last = result.lastIndex { $0 != 0x20 } ?? result.startIndex
        return first <= last && first < result.endIndex ? Array(result[first...last]) : []
    }

    /// Whether a character with this first byte is of a script that is written without spaces.
    static func isIdeographic(_ byte: UInt8?) -> Bool { (0xE3...0xED).contains(byte ?? 0) }
}
