/// "On 2 March 2026 at 9:00, Anna <anna@example.com> wrote:" in the languages of `ReplyLanguage`, over up to
/// four lines. In others, only by a date with a time beside an address.
enum Attribution {
    /// How sure it is, in rising order.
    enum Strength: Int { case none, weak, strong, certain }

    private static let mostLines = 4

    /// The attribution that begins at line `index`: how sure it is, and the line behind it. Lines that a mail program
    /// marked as such need no words.
    static func at(_ index: Int, _ lines: [ReplyLine]) -> (strength: Strength, end: Int)? {
        let depth = lines[index].depth
        if lines[index].mark == .attribution {
            var end = index + 1
            while end < lines.count, lines[end].mark == .attribution { end += 1 }
            return (.certain, end)
        }
        var last = index
        while !lines[last].endsWithColon {
            last += 1
            guard last < lines.count, last < index + mostLines, !lines[last].isBlank, lines[last].depth == depth else {
                return nil
            }
        }
        // Of the lines that could begin it, the one with the best reading: only that is where it begins.
        var best = (strength: Strength.none, start: last)
        var joined = ""
        for start in stride(from: last, through: max(0, last - mostLines + 1), by: -1) {
            guard !lines[start].isBlank, lines[start].depth == depth, let plain = lines[start].plain() else { break }
            if start < last, lines[start].endsWithColon { break }
            joined = joined.isEmpty ? plain : "\(plain) \(joined)"
            let strength = strength(of: joined)
            if strength.rawValue > best.strength.rawValue { best = (strength, start) }
        }
        if best.start > 0, best.start <= last, best.strength != .none, isName(lines[best.start - 1], depth),
            let rest = lines[best.start].plain(), !rest.utf8.contains(UInt8(ascii: "@"))
        {
            best.start -= 1
        }
        return best.strength != .none && best.start == index ? (best.strength, last + 1) : nil
    }

    /// A line that is only a name and an address: where the date comes behind it.
    private static func isName(_ line: ReplyLine, _ depth: Int) -> Bool {
        guard !line.isBlank, line.depth == depth, let text = line.plain(longest: 150) else { return false }
        return text.hasSuffix(">") && text.utf8.contains(UInt8(ascii: "@"))
    }

    /// Asks a whole line, in lower case.
    static func strength(of line: String) -> Strength {
        let text = Array(line.utf8)
        guard text.count <= 600 else { return .none }
        let isWideColon = text.suffix(3) == [0xEF, 0xBC, 0x9A]
        guard text.last == UInt8(ascii: ":") || isWideColon else { return .none }
        let evidence = DateEvidence(text)
        let hasAddress = hasAddress(text)
        guard hasAddress || evidence.hasDigit else { return .none }
        let verb = ReplyWords.shared.verbs.first { contains(text, $0) }
        let begins = opens(line)
        if let verb {
            let isPlaced = begins || hasAddress || evidence.beginsWithDigit || ReplyLine.isIdeographic(verb.first)
            if evidence.hasDate, evidence.hasTime || hasAddress, isPlaced {
                return begins || evidence.beginsWithDigit ? .certain : .strong
            }
            return evidence.hasDate || hasAddress || begins && evidence.hasDigit ? .weak : .none
        }
        guard hasAddress, evidence.hasDate else { return .none }
        let beforeColon = text.dropLast(isWideColon ? 3 : 1).last { $0 != 0x20 }
        let endsWithAddress = beforeColon == UInt8(ascii: ">") || beforeColon == UInt8(ascii: ")")
        guard evidence.hasTime, endsWithAddress else { return .weak }
        return begins || evidence.beginsWithDigit ? .certain : .strong
    }

    private static func opens(_ line: String) -> Bool {
        let words = ReplyWords.shared
        let first = line.utf8.prefix { $0.isASCIILetter || $0 >= 0x80 }
        return words.openings.contains(String(decoding: first, as: UTF8.self))
            || words.longOpenings.contains { line.hasPrefix($0) }
    }

    private static func hasAddress(_ text: [UInt8]) -> Bool {
        guard let at = text.firstIndex(of: UInt8(ascii: "@")), at > 0, at + 1 < text.count else { return false }
        return text[at - 1] > 0x20 && text[at + 1] > 0x20
    }

    /// Whether a word stands in the text, not as a part of another word.
    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        let isFree = ReplyLine.isIdeographic(word[0])
        for start in 0...text.count - word.count where text[start] == word[0] {
            guard text[start..<start + word.count].elementsEqual(word) else { continue }
            if isFree { return true }
            let before = start > 0 ? text[start - 1] : 0x20
            let after = start + word.count < text.count ? text[start + word.count] : 0x20
            // A wide colon or comma ends a word, too.
            let isEnd = !(after.isASCIILetter || after >= 0x80) || after == 0xEF
            if !(before.isASCIILetter || before >= 0x80), isEnd { return true }
        }
        return false
    }
}
