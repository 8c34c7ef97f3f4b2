/// Puts text together line by line, as browsers lay it out: space collapses, blocks begin on lines of their own, and
/// the space between two blocks is the larger of what they ask for.
struct LineBuilder {
    /// How deep quoting and lists are shown; deeper ones look like this.
    private static let deepest = 20

    private(set) var lines: [TextLine] = []
    /// Levels of quoting around what comes next.
    var quotes = 0
    /// Columns by which what comes next is moved in.
    var indent = 0
    var mark = TextLine.Mark.none
    /// What the next line begins with, such as `- `; counts as part of its indent.
    var bullet: [UInt8]?

    private var current: [UInt8] = []
    private var isOpen = false
    private var prefix: [UInt8] = []
    private var lineMark = TextLine.Mark.none
    private var owesSpace = false
    private var owedBreak = Break.none

    private enum Break: Int { case none, line, paragraph }

    /// Whether nothing stands on the line that is being written.
    var isAtStart: Bool { !isOpen || owedBreak != .none }

    /// What comes next begins on a line of its own, below an empty line where `spaced`.
    mutating func block(spaced: Bool) {
        guard isOpen || !lines.isEmpty else { return }
        let wanted = spaced ? Break.paragraph : .line
        if wanted.rawValue > owedBreak.rawValue { owedBreak = wanted }
        owesSpace = false
    }

    /// A line break that counts also on an empty line.
    mutating func lineBreak() {
        begin()
        end()
    }

    /// Text in which space collapses.
    mutating func flow(_ text: ArraySlice<UInt8>) {
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte.isHTMLSpace {
                if isOpen, owedBreak == .none, !current.isEmpty { owesSpace = true }
                index += 1
            } else {
                index += one(text, index)
            }
        }
    }

    /// Text whose space and line breaks count.
    mutating func verbatim(_ text: ArraySlice<UInt8>) {
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\n"): lineBreak()
            case UInt8(ascii: "\r"): break
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                begin()
                current.append(byte)
            default:
                index += one(text, index)
                continue
            }
            index += 1
        }
    }

    /// Goes on where the text broke off, also where a block has ended since.
    mutating func append(_ text: [UInt8]) {
        guard isOpen else { return flow(text[...]) }
        // The space that is owed comes behind what brings its own.
        let bringsSpace = text.first == UInt8(ascii: " ")
        if owesSpace, !bringsSpace { current.append(UInt8(ascii: " ")) }
        owesSpace = owesSpace && bringsSpace
        current.append(contentsOf: text)
    }

    /// Lines made elsewhere, each under the present quoting and indent.
    mutating func rows(_ rows: [[UInt8]]) {
        block(spaced: true)
        for row in rows {
            begin()
            current.append(contentsOf: row)
            end()
        }
        block(spaced: true)
    }

    /// All lines, without empty ones at either end.
    mutating func finish() -> [TextLine] {
        if isOpen { end() }
        while lines.last?.isBlank ?? false { lines.removeLast() }
        return Array(lines.drop { $0.isBlank })
    }

    /// Takes one character at `index`, and returns its length in bytes.
    private mutating func one(_ text: ArraySlice<UInt8>, _ index: Int) -> Int {
        let byte = text[index]
        if byte < 0x80 {
            if byte > 0x20, byte != 0x7F { put(text[index...index]) }
            return 1
        }
        let length = min(byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2, text.endIndex - index)
        let character = text[index..<index + length]
        switch InvisibleCharacter(character) {
        case .noBreakSpace:
            begin()
            if owesSpace { current.append(UInt8(ascii: " ")) }
            owesSpace = false
            current.append(UInt8(ascii: " "))
        case .dropped: break
        case .lineBreak: lineBreak()
        case .joiner:
            // Between letters it shapes them; anywhere else it is padding.
            let next = index + length < text.endIndex ? text[index + length] : 0x20
            if isOpen, owedBreak == .none, !owesSpace, let last = current.last, last != UInt8(ascii: " "), next > 0x20 {
                put(character)
            }
        case nil: put(character)
        }
        return length
    }

    private mutating func put(_ bytes: ArraySlice<UInt8>) {
        begin()
        if owesSpace { current.append(UInt8(ascii: " ")) }
        owesSpace = false
        current.append(contentsOf: bytes)
    }

    private mutating func begin() {
        if owedBreak != .none {
            let wasParagraph = owedBreak == .paragraph
            owedBreak = .none
            if isOpen { end() }
            if wasParagraph, let last = lines.last, !last.isBlank {
                let shared = min(last.quoteDepth, min(quotes, Self.deepest))
                var blank = Self.quoting(shared)
                if !blank.isEmpty { blank.removeLast() }
                lines.append(TextLine(text: blank, mark: mark == last.mark ? mark : .none))
            }
        }
        guard !isOpen else { return }
        isOpen = true
        lineMark = mark
        prefix = Self.quoting(quotes)
        let width = min(indent, 2 * Self.deepest)
        prefix.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, width - (bullet?.count ?? 0))))
        if let bullet { prefix.append(contentsOf: bullet) }
        bullet = nil
    }

    private mutating func end() {
        while let last = current.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { current.removeLast() }
        var line = TextLine(text: prefix + current, mark: lineMark)
        while line.text.last == UInt8(ascii: " ") { line.text.removeLast() }
        isOpen = false
        owesSpace = false
        current.removeAll(keepingCapacity: true)
        if line.isBlank, let last = lines.last, last.isBlank { return }
        lines.append(line)
    }

    private static func quoting(_ depth: Int) -> [UInt8] {
        Array(repeatElement(Array("> ".utf8), count: min(depth, deepest)).joined())
    }
}

extension TextLine {
    /// Nothing but quote marks and space.
    var isBlank: Bool { text.allSatisfy { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: " ") || $0 == 0x09 } }

    /// The marks of quoting that it begins with.
    var quoteDepth: Int { Self.quotePrefix(text).depth }

    /// How many `>` a line begins with, and where the text behind them begins; a space may stand before each.
    static func quotePrefix(_ text: [UInt8]) -> (depth: Int, start: Int) {
        var depth = 0
        var start = 0
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: ">") {
                depth += 1
                start = index + 1
            } else if text[index] != UInt8(ascii: " ") || index > start {
                break
            }
            index += 1
        }
        return (depth, start)
    }
}
