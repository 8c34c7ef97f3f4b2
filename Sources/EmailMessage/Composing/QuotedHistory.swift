/// The two bodies of a message, with what is quoted below them.
enum QuotedHistory {
    static func text(_ email: OutgoingEmail) -> String {
        var text = String(decoding: BodyWriter.plainLines(email.text), as: UTF8.self)
        if !text.hasSuffix("\n") { text += "\n" }
        guard let history = email.history else { return text }
        var quoted = String(decoding: BodyWriter.plainLines(history.text), as: UTF8.self)
        while quoted.hasSuffix("\n") { quoted.removeLast() }
        text += "\n\(HeaderText.clean(history.attribution))\n"
        for line in quoted.split(separator: "\n", omittingEmptySubsequences: false) {
            // What is quoted already gets no space between its marks.
            text += line.isEmpty ? ">\n" : line.hasPrefix(">") ? ">\(line)\n" : "> \(line)\n"
        }
        return text
    }

    static func html(_ email: OutgoingEmail) -> String {
        let answer = email.html ?? "<div>\(InlinePictures.placed(email.files, in: escaped(email.text)))</div>"
        guard let history = email.history else { return page(answer) }
        let quoted = history.html ?? escaped(history.text)
        return page(
            """
            \(answer)
            <br>
            <div class="gmail_quote">
            <div>\(escaped(HeaderText.clean(history.attribution)))</div>
            <blockquote type="cite" style="margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex">
            \(quoted)
            </blockquote>
            </div>
            """)
    }

    private static func page(_ content: String) -> String {
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n\(content)\n</body></html>\n"
    }

    /// Text as HTML that looks the same.
    static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in BodyWriter.plainLines(text) {
            switch byte {
            case UInt8(ascii: "&"): result += Array("&amp;".utf8)
            case ASCII.less: result += Array("&lt;".utf8)
            case ASCII.greater: result += Array("&gt;".utf8)
            case ASCII.quote: result += Array("&quot;".utf8)
            case ASCII.lineFeed: result += Array("<br>\n".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
