internal import CGumbo

/// HTML as a list of nodes in the order of the document; the nodes inside one follow it, up to its `end`.
struct HTMLTree {
    struct Node {
        enum Kind {
            case element(HTMLTag)
            case text(Range<Int>)
        }

        var kind: Kind
        /// The element around it; -1 where there is none.
        var parent: Int
        /// The first node behind all that is inside this one.
        var end: Int
        var attributes: [String: String] = [:]

        var tag: HTMLTag? {
            if case .element(let tag) = kind { tag } else { nil }
        }
    }

    private(set) var nodes: [Node] = []
    /// What the ranges of text nodes are ranges of: UTF-8, entities decoded.
    private(set) var bytes: [UInt8] = []

    /// Reads any HTML, also what is none. Nested at most as `HTMLSimplifier.deepest` says, apart from what HTML implies.
    init(_ html: String) {
        let simple = HTMLSimplifier.simplify(Array(html.utf8))
        simple.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return }
            guard let tree = cgumbo_parse(start.assumingMemoryBound(to: CChar.self), buffer.count) else { return }
            defer { cgumbo_free(tree) }
            read(tree)
        }
    }

    private mutating func read(_ tree: OpaquePointer) {
        var open: [Int] = []
        while true {
            switch cgumbo_next(tree) {
            case CGUMBO_OPEN:
                open.append(nodes.count)
                let tag = HTMLTag(name: String(cString: cgumbo_name(tree))) ?? .other
                nodes.append(Node(kind: .element(tag), parent: open.dropLast().last ?? -1, end: 0))
                for index in 0..<cgumbo_attribute_count(tree) {
                    let name = String(cString: cgumbo_attribute_name(tree, index))
                    nodes[nodes.count - 1].attributes[name] = String(cString: cgumbo_attribute_value(tree, index))
                }
            case CGUMBO_TEXT:
                let start = bytes.count
                let text = UnsafeRawPointer(cgumbo_text(tree)).assumingMemoryBound(to: UInt8.self)
                var length = 0
                while text[length] != 0 { length += 1 }
                bytes.append(contentsOf: UnsafeBufferPointer(start: text, count: length))
                let parent = open.last ?? -1
                nodes.append(Node(kind: .text(start..<bytes.count), parent: parent, end: nodes.count + 1))
            case CGUMBO_CLOSE:
                if let last = open.popLast() { nodes[last].end = nodes.count }
            default:
                while let last = open.popLast() { nodes[last].end = nodes.count }
                return
            }
        }
    }

    /// The node that follows inside the same element; nil at its end.
    func sibling(after index: Int) -> Int? {
        let parent = nodes[index].parent
        let end = nodes[index].end
        return end < (parent < 0 ? nodes.count : nodes[parent].end) ? end : nil
    }

    /// The element that follows with nothing but space in between; nil where text comes first, or the end.
    func element(after index: Int) -> Int? {
        var next = sibling(after: index)
        while let node = next {
            guard case .text(let range) = nodes[node].kind else { return node }
            guard bytes[range].allSatisfy(\.isHTMLSpace) else { return nil }
            next = sibling(after: node)
        }
        return nil
    }
}
