/// What somebody wrote into a message, without the history they quote and without their signature.
///
/// Mail has no rule for either, so this goes by what mail programs write, in the languages of `ReplyLanguage.all`. Where
/// it is in doubt, it keeps: text of the sender is never worth losing, and the whole message is kept elsewhere anyway. A
/// message that passes another one on keeps it, and one that is nothing but a quote is given back whole.
///
/// The results have line feeds between their lines, no empty line at either end and no space at the last. They are empty
/// only where nothing could be seen before, and never longer than the text that was read: the plain text, or what
/// `HTMLText.readable` makes of the HTML. Applied to a result, these functions change nothing any more, but for texts in
/// which each cut uncovers something else to cut, which are looked at ten times at most. How far one line is looked around
/// is bounded, so that long messages end soon.
package enum ReplyText {
    /// How often the result is looked at again: what goes may uncover something else.
    private static let mostRounds = 10

    /// The reply in a plain text.
    package static func visible(plain: String) -> String {
        settled(lines(of: plain))
    }

    /// The reply in an HTML text, as `HTMLText.readable` writes it.
    package static func visible(html: String) -> String {
        let tree = HTMLTree(html)
        let lines = HTMLRenderer.lines(of: tree, marks: HTMLMarks.find(tree))
        return settled(HistoryCut.visible(lines).map { TextLine(text: $0.text) })
    }

    private static func settled(_ lines: [TextLine]) -> String {
        var lines = lines
        for _ in 0..<mostRounds {
            let next = HistoryCut.visible(lines)
            if next.count == lines.count { break }
            lines = next.map { TextLine(text: $0.text) }
        }
        return trimmed(TextLine.joined(lines))
    }

    /// Line by line, whatever ends the lines; without zero bytes.
    private static func lines(of text: String) -> [TextLine] {
        var lines: [TextLine] = []
        var line: [UInt8] = []
        var wasReturn = false
        for byte in text.utf8 {
            switch byte {
            case 0: continue
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                if byte == UInt8(ascii: "\n"), wasReturn { break }
                lines.append(TextLine(text: line))
                line.removeAll(keepingCapacity: true)
            default: line.append(byte)
            }
            wasReturn = byte == UInt8(ascii: "\r")
        }
        if !line.isEmpty { lines.append(TextLine(text: line)) }
        return lines
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let last = bytes.lastIndex(where: { !$0.isHTMLSpace }) else { return "" }
        return String(decoding: bytes[...last], as: UTF8.self)
    }
}
