/// Text on its way to a terminal: how wide it is, and what must not get there.
enum DisplayText {
    /// The text on one line, without what could steer a terminal or turn the reading direction around. Customers
    /// choose names and subjects.
    static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.replacing("\r\n", with: "\n").unicodeScalars.compactMap { scalar in
                    switch scalar.value {
                    case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: " "
                    case 0x00..<0x20, 0x7F..<0xA0: nil
                    // Embeddings, overrides and isolates of the bidirectional algorithm.
                    case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: nil
                    default: scalar
                    }
                }))
    }

    /// The lines of a longer text, each of them clean.
    static func lines(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { clean(String($0)) }
    }

    /// Columns on a terminal.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    /// Cut to at most `columns`, with an ellipsis where something was cut off.
    static func truncate(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 0 else { return "" }
        var result = ""
        var used = 1
        for character in text {
            used += width(character)
            guard used <= columns else { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        let showsAsEmoji =
            first.properties.isEmojiPresentation
            || character.unicodeScalars.contains { $0.value == 0xFE0F }
            || character.unicodeScalars.dropFirst().contains { $0.properties.isEmojiModifier }
        if showsAsEmoji || isWide(first.value) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }

    /// The blocks that Unicode's East Asian Width (UAX #11) marks wide or full-width.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
