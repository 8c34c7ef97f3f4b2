/// The lines From, Sent, To and Subject that Outlook and others write above what is answered, in the languages of
/// `ReplyLanguage`.
enum HeaderBlock {
    private static let mostLines = 40
    private static let mostContinuations = 8

    /// The line behind a block that begins at line `index`; nil where none does.
    ///
    /// A block has a sender and two other fields, one of them the subject or, with an address in sight, the date. So a
    /// list of places ("From: Berlin", "To: Hamburg", "Date: …") is none.
    static func end(at index: Int, _ lines: [ReplyLine]) -> Int? {
        guard let first = field(lines[index]), first != .to, first != .copy else { return nil }
        var found: Set<ReplyWords.Field> = []
        var hasAddress = false
        var continuations = 0
        var line = index
        var end = index
        let depth = lines[index].depth
        while line < lines.count, line < index + mostLines, lines[line].depth == depth {
            if lines[line].isBlank {
                // Paragraphs with space in between are lines of the block as long as fields follow.
                guard line + 1 < lines.count, !lines[line + 1].isBlank, field(lines[line + 1]) != nil else { break }
            } else if let field = field(lines[line]) {
                if found.contains(field), field != .copy { break }
                found.insert(field)
                continuations = 0
                end = line + 1
                if lines[line].text.prefix(500).contains(UInt8(ascii: "@")) { hasAddress = true }
            } else {
                continuations += 1
                // What goes on below the subject is the message.
                guard continuations <= mostContinuations, !found.contains(.subject) || found.count < 3 else { break }
                if lines[line].text.prefix(500).contains(UInt8(ascii: "@")) { hasAddress = true }
            }
            line += 1
        }
        let isWhole = found.contains(.from) && found.count >= 3
        return isWhole && (found.contains(.subject) || found.contains(.sent) && hasAddress) ? end : nil
    }

    /// The line behind To and Subject at line `index`, which Yandex writes above the line that says when and who; nil
    /// where there are not both.
    static func leadIn(at index: Int, _ lines: [ReplyLine]) -> Int? {
        guard field(lines[index]) == .to else { return nil }
        var found: Set<ReplyWords.Field> = []
        var line = index
        while line < lines.count, line < index + 4, let field = field(lines[line]), field != .from {
            found.insert(field)
            line += 1
        }
        return found.contains(.subject) ? line : nil
    }

    private static func field(_ line: ReplyLine) -> ReplyWords.Field? {
        // Most lines have no colon near their beginning: look before anything is made of them.
        guard let colon = line.text.prefix(60).firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF }), colon > 0,
            let text = line.plain(longest: 4000)
        else { return nil }
        let bytes = text.utf8
        guard let end = bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF }) else { return nil }
        var name = bytes[..<end]
        guard name.count <= ReplyWords.shared.longestField + 4 else { return nil }
        while let last = name.last, last == 0x20 || last == UInt8(ascii: "*") { name = name.dropLast() }
        // 发 件 人, as some programs space it out.
        let squeezed = ReplyLine.isIdeographic(name.first) ? name.filter { $0 != 0x20 } : Array(name)
        return ReplyWords.shared.fields[String(decoding: squeezed, as: UTF8.self)]
            ?? ReplyWords.shared.fields[String(decoding: name, as: UTF8.self)]
    }
}
