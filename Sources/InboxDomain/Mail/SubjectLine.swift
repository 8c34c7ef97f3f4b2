/// A subject without what replies and forwards put before it, so that two can be compared.
package struct SubjectLine: Sendable, Hashable {
    /// In small letters, spaces collapsed, without prefixes (`Re:`, `AW:`, `回复：`, `RE[2]:`), list tags in brackets at
    /// the front, and our tags. At most 500 scalars. Empty where nothing is left.
    package let normalized: String
    /// The numbers of our tags, `[#1042]`, in their order.
    package let tags: [Int64]

    private static let longest = 500

    package init(_ text: String) {
        var (scalars, tags) = Self.takingTags(from: Array(text.lowercased().unicodeScalars.prefix(4096)))
        scalars = Self.collapsed(scalars)
        var rest = scalars[...]
        // What only a list tag names keeps it: `[announce]` alone is a subject.
        while let shorter = Self.withoutPrefix(rest) ?? Self.withoutListTag(rest), !shorter.isEmpty {
            rest = shorter
        }
        if let shorter = Self.withoutPrefix(rest) { rest = shorter }
        var result = ""
        result.unicodeScalars.append(contentsOf: rest.prefix(Self.longest))
        normalized = result
        self.tags = tags
    }

    /// Whether the two are about clearly different things. One that says nothing differs from none, and one that is part
    /// of the other (`Order 77`, `Order 77 (urgent)`) does not either.
    package func clearlyDiffers(from other: SubjectLine) -> Bool {
        let a = Array(normalized.unicodeScalars)
        let b = Array(other.normalized.unicodeScalars)
        guard !a.isEmpty, !b.isEmpty, a != b else { return false }
        return !Self.contains(a, b) && !Self.contains(b, a)
    }

    // MARK: - Reading

    private typealias Scalars = [Unicode.Scalar]

    /// Words that mail programs put before a colon, for replies and for forwards, in small letters.
    private static let prefixes: Set<String> = [
        // English, and what others took over from it; Italian, Portuguese and Spanish.
        "re", "fw", "fwd", "ref", "r", "i", "rif", "res", "enc", "rv", "rta",
        // German, Dutch, the Nordic languages.
        "aw", "antw", "antwort", "wg", "doorst", "sv", "svar", "vs", "vl", "vb", "vid", "fs", "fsv",
        // French, Romanian, Turkish, Hungarian, Polish, Czech, Slovak, Croatian, Greek, Welsh, Indonesian.
        "tr", "rép", "rep", "trans", "răs", "redir", "ynt", "ilt", "i̇lt", "vá", "továbbítás", "odp", "pd", "př",
        "odpověď",
        "odg", "prosl", "απ", "σχετ", "πρθ", "atb", "ymlm", "bls", "trs",
        // Russian and Ukrainian, Hebrew, Arabic.
        "отв", "ответ", "пер", "відп", "від", "תגובה", "השב", "הועבר", "رد", "إعادة توجيه",
        // Chinese, Japanese, Korean, Vietnamese, Thai.
        "回复", "答复", "回覆", "转发", "轉寄", "轉發", "返信", "転送", "답장", "회신", "전달", "trả lời", "chuyển tiếp", "ตอบกลับ",
        "ส่งต่อ",
    ]

    private static let longestPrefix = prefixes.map(\.unicodeScalars.count).max() ?? 0

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x200B || scalar.value == 0xFEFF
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func collapsed(_ scalars: Scalars) -> Scalars {
        var result: Scalars = []
        for scalar in scalars {
            if !isSpace(scalar) {
                result.append(scalar)
            } else if let last = result.last, last != " " {
                result.append(" ")
            }
        }
        if result.last == " " { result.removeLast() }
        return result
    }

    /// Without our tags, and their numbers.
    private static func takingTags(from scalars: Scalars) -> (Scalars, [Int64]) {
        var rest: Scalars = []
        var tags: [Int64] = []
        var index = 0
        while index < scalars.count {
            if scalars[index] == "[", index + 1 < scalars.count, scalars[index + 1] == "#" {
                let digits = scalars[(index + 2)...].prefix(while: isDigit)
                let end = index + 2 + digits.count
                if end < scalars.count, scalars[end] == "]", let number = number(digits) {
                    tags.append(number)
                    index = end + 1
                    continue
                }
            }
            rest.append(scalars[index])
            index += 1
        }
        return (rest, tags)
    }

    private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int64? {
        var text = ""
        text.unicodeScalars.append(contentsOf: digits)
        return Int64(text)
    }

    /// Without one prefix and the space after it; nil where it begins with none.
    private static func withoutPrefix(_ scalars: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar>? {
        let window = scalars.prefix(longestPrefix + 12)
        guard let colon = window.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        var word = window[..<colon]
        if word.last == " " { word = word.dropLast() }
        word = withoutCount(word)
        var text = ""
        text.unicodeScalars.append(contentsOf: word)
        guard prefixes.contains(text) else { return nil }
        return scalars[(colon + 1)...].drop { $0 == " " }
    }

    /// `re[2]`, `re(2)`, `re^2` and `re2` are `re`.
    private static func withoutCount(_ word: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        var rest = word
        let closing: [Unicode.Scalar: Unicode.Scalar] = ["]": "[", ")": "("]
        let opening = rest.last.flatMap { closing[$0] }
        if opening != nil { rest = rest.dropLast() }
        let digits = rest.reversed().prefix(while: isDigit).count
        guard digits > 0, digits < rest.count else { return word }
        rest = rest.dropLast(digits)
        if let opening {
            guard rest.last == opening else { return word }
            rest = rest.dropLast()
        } else if rest.last == "^" {
            rest = rest.dropLast()
        }
        if rest.last == " " { rest = rest.dropLast() }
        return rest
    }

    private static func withoutListTag(_ scalars: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar>? {
        guard scalars.first == "[", let end = scalars.prefix(80).firstIndex(of: "]") else { return nil }
        return scalars[(end + 1)...].drop { $0 == " " }
    }

    private static func contains(_ whole: Scalars, _ part: Scalars) -> Bool {
        guard part.count >= 3, part.count <= whole.count else { return false }
        return (0...(whole.count - part.count)).contains { whole[$0..<($0 + part.count)].elementsEqual(part) }
    }
}
