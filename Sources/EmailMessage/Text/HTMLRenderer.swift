/// Lays the nodes of a document out as lines of text.
struct HTMLRenderer {
    private struct Frame {
        var tag: HTMLTag
        var end: Int
        var isSpaced = false
        var hasNoSize: Bool
        var keepsSpace: Bool
        var mark: TextLine.Mark
        var quotes: Int
        var indent: Int
        var href: String?
        /// Of an ordered list: the number of its next item. Of others nil.
        var number: Int?
    }

    private let tree: HTMLTree
    private let marks: [Int: TextLine.Mark]
    private var builder = LineBuilder()
    private var frames: [Frame] = []
    /// The text of the link that is open, to be compared with its target.
    private var linkText: [UInt8] = []
    private var linkHasImage = false

    /// `marks` say what the elements at those nodes are.
    static func lines(of tree: HTMLTree, marks: [Int: TextLine.Mark] = [:]) -> [TextLine] {
        lines(of: tree, 0..<tree.nodes.count, marks)
    }

    static func lines(of tree: HTMLTree, _ range: Range<Int>, _ marks: [Int: TextLine.Mark]) -> [TextLine] {
        var renderer = HTMLRenderer(tree: tree, marks: marks)
        renderer.render(range)
        return renderer.builder.finish()
    }

    private init(tree: HTMLTree, marks: [Int: TextLine.Mark]) {
        self.tree = tree
        self.marks = marks
    }

    private mutating func render(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            while let last = frames.last, last.end <= index { close() }
            let node = tree.nodes[index]
            switch node.kind {
            case .text(let bytes):
                if let mark = marks[index] { builder.mark = mark }
                text(tree.bytes[bytes])
                builder.mark = frames.last?.mark ?? .none
                index += 1
            case .element(let tag):
                index = element(tag, node, at: index)
            }
        }
        while !frames.isEmpty { close() }
    }

    private mutating func text(_ bytes: ArraySlice<UInt8>) {
        guard frames.last?.hasNoSize != true else { return }
        if frames.last?.keepsSpace ?? false { builder.verbatim(bytes) } else { builder.flow(bytes) }
        if linkText.count < 4096 { linkText.append(contentsOf: bytes.prefix(4096)) }
    }

    /// Opens an element, and returns the node to go on with: the next, or the one behind it.
    private mutating func element(_ tag: HTMLTag, _ node: HTMLTree.Node, at index: Int) -> Int {
        let style = HTMLStyle(node.attributes["style"])
        if style.isHidden || node.attributes["hidden"] != nil || Self.isPreview(node.attributes["class"]) {
            return node.end
        }
        let mark = marks[index]
        if let mark { builder.mark = mark }
        switch tag {
        case .lineBreak:
            builder.lineBreak()
            return node.end
        case .rule:
            builder.rows([Array("---".utf8)])
            builder.mark = frames.last?.mark ?? .none
            return node.end
        case .image:
            image(node.attributes)
            return node.end
        case .table:
            if let rows = HTMLTable.rows(tree, index, marks) {
                builder.rows(rows)
                builder.mark = frames.last?.mark ?? .none
                return node.end
            }
        default: break
        }
        open(tag, node, style)
        return index + 1
    }

    private mutating func open(_ tag: HTMLTag, _ node: HTMLTree.Node, _ style: HTMLStyle) {
        var frame = Frame(
            tag: tag, end: node.end, hasNoSize: style.hasNoSize ?? frames.last?.hasNoSize ?? false,
            keepsSpace: style.keepsSpace || tag == .preformatted || frames.last?.keepsSpace ?? false,
            mark: builder.mark, quotes: builder.quotes, indent: builder.indent)
        switch tag {
        case .anchor:
            frame.href = node.attributes["href"]
            linkText = []
            linkHasImage = false
        case .paragraph:
            frame.isSpaced = style.hasNoMargin != true && !(node.attributes["class"]?.hasPrefix("Mso") ?? false)
        case .heading, .preformatted, .table: frame.isSpaced = true
        case .blockquote:
            frame.isSpaced = true
            if !style.isIndentation { frame.quotes += 1 }
        case .orderedList, .unorderedList, .definitionList:
            frame.isSpaced = !frames.contains { $0.tag == .item }
            if tag == .orderedList { frame.number = Int(node.attributes["start"] ?? "") ?? 1 }
        case .item, .definition: frame.indent += 2
        default: break
        }
        if !tag.isInline, tag != .other { builder.block(spaced: frame.isSpaced) }
        if tag == .item { bullet(&frame, value: node.attributes["value"]) }
        builder.quotes = frame.quotes
        builder.indent = frame.indent
        frames.append(frame)
    }

    private mutating func bullet(_ frame: inout Frame, value: String?) {
        var bullet = Array("- ".utf8)
        if let list = frames.lastIndex(where: { $0.tag == .orderedList || $0.tag == .unorderedList }),
            let number = frames[list].number
        {
            let own = value.flatMap { Int($0) } ?? number
            frames[list].number = own &+ 1
            bullet = Array("\(own). ".utf8)
        }
        frame.indent += bullet.count - 2
        builder.bullet = bullet
    }

    private mutating func close() {
        let frame = frames.removeLast()
        if let href = frame.href { link(href) }
        builder.quotes = frames.last?.quotes ?? 0
        builder.indent = frames.last?.indent ?? 0
        builder.mark = frames.last?.mark ?? .none
        if frame.tag == .item { builder.bullet = nil }
        if !frame.tag.isInline, frame.tag != .other { builder.block(spaced: frame.isSpaced) }
    }

    private mutating func link(_ href: String) {
        let isEmpty = linkText.allSatisfy(\.isHTMLSpace)
        guard frames.last?.hasNoSize != true || !isEmpty, !isEmpty || linkHasImage else { return }
        guard let shown = HTMLLink.shown(href, text: linkText) else { return }
        builder.append(Array((builder.isAtStart && isEmpty ? "<\(shown)>" : " <\(shown)>").utf8))
    }

    private mutating func image(_ attributes: [String: String]) {
        let size = [attributes["width"], attributes["height"]]
        if size.contains("0") || size.contains("1") { return }
        linkHasImage = true
        guard let alt = attributes["alt"], alt.utf8.contains(where: { !$0.isHTMLSpace }) else { return }
        // An emoji that is drawn as an image reads as itself.
        let isSymbol = alt.unicodeScalars.count <= 8 && !alt.utf8.contains { $0 < 0x80 }
        let bytes = Array((isSymbol ? alt : "[\(alt)]").utf8)
        builder.flow(bytes[...])
        if linkText.count < 4096 { linkText.append(contentsOf: bytes.prefix(4096)) }
    }

    /// The text that a newsletter shows in the list of mails only.
    private static func isPreview(_ names: String?) -> Bool {
        names?.split(separator: " ").contains { $0 == "mcnPreviewText" || $0 == "preheader" } ?? false
    }
}
