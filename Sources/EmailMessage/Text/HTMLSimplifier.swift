/// Rewrites HTML of any kind into small, well-nested HTML with the same text, so that no input can drive the parser deep
/// or slow. One pass, linear in the input.
///
/// Kept are the elements of `HTMLTag` under one name each, with the attributes that reading needs, at most
/// `deepest` within each other: further ones are left out, and their text is kept. Comments, scripts, styles and the
/// like go. An end tag closes what is open inside its element; one that closes nothing goes.
struct HTMLSimplifier {
    /// How many written elements may stand within each other.
    static let deepest = 100
    /// How many elements, with those that are not written.
    private static let mostOpen = 256
    /// Bytes after which the rest is left out.
    static let longest = 2 << 20
    /// Where Gmail's mobile programs say what others say by a class.
    private static let role = "data-smartmail"

    private struct Open {
        var tag: HTMLTag
        /// As it was in the source: `</b>` closes `<b>`, also where both are read as a span.
        var name: String
        var isWritten: Bool
    }

    private struct Attribute {
        var name: String
        var value: ArraySlice<UInt8>
    }

    private let input: [UInt8]
    private var place = 0
    private var output: [UInt8] = []
    private var open: [Open] = []
    private var written = 0
    /// Start tags that were left out since the limit was met, and not ended yet.
    private var leftOut = 0
    /// Elements of `HTMLTag.unseen` that have no end tag further on.
    private var unended: Set<String> = []

    private init(_ input: [UInt8]) {
        self.input = input
        output.reserveCapacity(min(input.count, Self.longest) + 64)
    }

    static func simplify(_ html: [UInt8]) -> [UInt8] {
        var simplifier = HTMLSimplifier(html)
        simplifier.run()
        return simplifier.output
    }

    private mutating func run() {
        while place < input.count, output.count < Self.longest {
            let byte = input[place]
            if byte == UInt8(ascii: "<") {
                markup()
            } else {
                if byte != 0 { output.append(byte) }
                place += 1
            }
        }
    }

    // MARK: Markup

    private mutating func markup() {
        guard place + 1 < input.count else { return literal() }
        switch input[place + 1] {
        case UInt8(ascii: "!"):
            if starts(with: "<!--") { comment() } else { skip(past: UInt8(ascii: ">")) }
        case UInt8(ascii: "?"):
            skip(past: UInt8(ascii: ">"))
        case UInt8(ascii: "/"):
            if place + 2 < input.count, input[place + 2].isASCIILetter {
                place += 2
                endTag()
            } else {
                skip(past: UInt8(ascii: ">"))
            }
        case let next where next.isASCIILetter:
            place += 1
            startTag()
        default:
            literal()
        }
    }

    private mutating func literal() {
        write("&lt;")
        place += 1
    }

    private mutating func comment() {
        // `<!-->` is a whole comment.
        var end = place + 2
        while end < input.count {
            if input[end] == UInt8(ascii: ">"), input[end - 1] == UInt8(ascii: "-"), input[end - 2] == UInt8(ascii: "-")
            {
                break
            }
            end += 1
        }
        place = min(end + 1, input.count)
    }

    private mutating func skip(past byte: UInt8) {
        while place < input.count, input[place] != byte { place += 1 }
        place = min(place + 1, input.count)
    }

    private func starts(with word: StaticString) -> Bool {
        guard place + word.utf8CodeUnitCount <= input.count else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { input[place + $0] == word.utf8Start[$0] }
    }

    private mutating func tagName() -> String {
        let start = place
        while place < input.count, !input[place].endsTagName { place += 1 }
        guard place - start <= 32 else { return "" }
        return String(decoding: input[start..<place].map(\.asciiLowercased), as: UTF8.self)
    }

    // MARK: Tags

    private mutating func startTag() {
        let name = tagName()
        guard let attributes = attributes() else { return }
        if HTMLTag.unseen.contains(name), !unended.contains(name) { return skipContent(of: name) }
        guard let tag = HTMLTag(name: name) else { return }
        if tag.isVoid { return write(tag, attributes) }
        closeImplied(by: tag)
        if tag == .anchor { closeNearest([.anchor], within: nil) }
        // An anchor in an anchor would end the outer one; so would blocks in between, in turn.
        let isWritten =
            tag.isInline
            ? !attributes.isEmpty && !(tag == .anchor && open.contains { $0.tag == .anchor && $0.isWritten }) : true
        guard open.count < Self.mostOpen, !isWritten || written < Self.deepest else {
            leftOut += 1
            return
        }
        open.append(Open(tag: tag, name: name, isWritten: isWritten))
        if isWritten {
            written += 1
            write(tag, attributes)
        }
    }

    private mutating func endTag() {
        let name = tagName()
        _ = attributes()
        guard let tag = HTMLTag(name: name) else { return }
        if tag == .lineBreak { return write("<br>") }
        if leftOut > 0 {
            leftOut -= 1
            return
        }
        var index = open.count - 1
        while index >= 0, open[index].name != name {
            // What stands in a cell does not close what stands around the table, nor an inline element a block.
            if !tag.isPartOfTable, open[index].tag == .cell || open[index].tag == .headCell { return }
            if tag.isInline, !open[index].tag.isInline, open[index].tag != .paragraph { return }
            index -= 1
        }
        if index >= 0 { close(downTo: index) }
    }

    /// Ends the elements that a start tag ends without saying so.
    private mutating func closeImplied(by tag: HTMLTag) {
        switch tag {
        case .item: closeNearest([.item], within: [.unorderedList, .orderedList, .table, .cell, .headCell])
        case .term, .definition:
            closeNearest([.term, .definition], within: [.definitionList, .table, .cell, .headCell])
        case .cell, .headCell: closeNearest([.cell, .headCell], within: [.row, .table])
        case .row: closeNearest([.row], within: [.table])
        case .rowGroup, .caption: closeNearest([.rowGroup, .caption, .row], within: [.table])
        default: break
        }
        guard !tag.isInline else { return }
        closeNearest([.paragraph], within: nil)
    }

    /// Closes the outermost of the elements `tags` that is open inside the nearest of `scope`; without a scope, the
    /// nearest that has inline elements only inside.
    private mutating func closeNearest(_ tags: [HTMLTag], within scope: [HTMLTag]?) {
        var found: Int?
        var index = open.count - 1
        while index >= 0 {
            let tag = open[index].tag
            if tags.contains(tag) {
                found = index
            } else if scope.map({ $0.contains(tag) }) ?? !tag.isInline {
                break
            }
            index -= 1
        }
        if let found { close(downTo: found) }
    }

    private mutating func close(downTo index: Int) {
        while open.count > index {
            let last = open.removeLast()
            guard last.isWritten else { continue }
            written -= 1
            write("</")
            output.append(contentsOf: last.tag.name.utf8)
            write(">")
        }
    }

    /// Skips to behind the end tag of an element whose content nobody sees; without one, only the start tag goes where
    /// it is foreign, and all the rest where browsers would not show it either.
    private mutating func skipContent(of name: String) {
        let word = Array(name.utf8)
        var at = place
        while at + word.count + 2 <= input.count {
            if input[at] == UInt8(ascii: "<"), input[at + 1] == UInt8(ascii: "/"),
                word.indices.allSatisfy({ input[at + 2 + $0].asciiLowercased == word[$0] }),
                at + 2 + word.count == input.count || input[at + 2 + word.count].endsTagName
            {
                place = at
                return skip(past: UInt8(ascii: ">"))
            }
            at += 1
        }
        if name == "script" || name == "style" || name == "title" {
            place = input.count
        } else {
            unended.insert(name)
        }
    }

    // MARK: Attributes

    private static let wanted: Set<String> = [
        "href", "alt", "class", "id", "style", "hidden", "start", "value", "type", "name", "border", "colspan", "role",
        "src", "width", "height",
    ]
    private static let longestValue = 8 << 10

    /// Reads attributes up to the end of the tag; nil where the input ends before.
    private mutating func attributes() -> [Attribute]? {
        var found: [Attribute] = []
        while place < input.count {
            let byte = input[place]
            if byte == UInt8(ascii: ">") {
                place += 1
                return found
            }
            if byte.isHTMLSpace || byte == UInt8(ascii: "/") {
                place += 1
                continue
            }
            let start = place
            place += 1
            while place < input.count, !input[place].endsTagName, input[place] != UInt8(ascii: "=") { place += 1 }
            let length = place - start
            let value = attributeValue()
            guard length <= 8 || length == Self.role.utf8.count else { continue }
            var name = String(decoding: input[start..<start + length].map(\.asciiLowercased), as: UTF8.self)
            if name == Self.role { name = "class" }
            if Self.wanted.contains(name), !found.contains(where: { $0.name == name }) {
                found.append(Attribute(name: name, value: value))
            }
        }
        return nil
    }

    private mutating func attributeValue() -> ArraySlice<UInt8> {
        var after = place
        while after < input.count, input[after].isHTMLSpace { after += 1 }
        guard after < input.count, input[after] == UInt8(ascii: "=") else { return [] }
        after += 1
        while after < input.count, input[after].isHTMLSpace { after += 1 }
        place = after
        guard place < input.count else { return [] }
        let quote = input[place]
        let start: Int
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            start = place + 1
            place = start
            while place < input.count, input[place] != quote { place += 1 }
            defer { place = min(place + 1, input.count) }
            return input[start..<place]
        }
        start = place
        while place < input.count, !input[place].isHTMLSpace, input[place] != UInt8(ascii: ">") { place += 1 }
        return input[start..<place]
    }

    // MARK: Output

    private mutating func write(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func write(_ tag: HTMLTag, _ attributes: [Attribute]) {
        write("<")
        output.append(contentsOf: tag.name.utf8)
        for attribute in attributes where attribute.value.count <= Self.longestValue {
            write(" ")
            output.append(contentsOf: attribute.name.utf8)
            write("=\"")
            // Of an image, only that it has a source is of use.
            for byte in attribute.name == "src" ? attribute.value.prefix(1) : attribute.value where byte != 0 {
                if byte == UInt8(ascii: "\"") { write("&quot;") } else { output.append(byte) }
            }
            write("\"")
        }
        write(">")
    }
}

extension HTMLTag {
    fileprivate var isPartOfTable: Bool {
        switch self {
        case .table, .row, .rowGroup, .cell, .headCell, .caption: true
        default: false
        }
    }
}

extension UInt8 {
    var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    /// What HTML collapses: space, tab, line feed, form feed, carriage return.
    var isHTMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C || self == 0x0D }
    fileprivate var endsTagName: Bool { isHTMLSpace || self == UInt8(ascii: ">") || self == UInt8(ascii: "/") }
}
