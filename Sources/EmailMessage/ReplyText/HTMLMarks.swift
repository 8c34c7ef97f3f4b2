/// What mail programs say about parts of their HTML, by class, id and style. The names are those that the programs
/// write; others may have put `x_` before them on the way.
enum HTMLMarks {
    /// Elements that hold the line above a quote.
    private static let attributions: Set<String> = ["gmail_attr", "moz-cite-prefix", "protonmail_quote_header"]
    /// Elements that hold a quote, often with the line above it.
    private static let histories: Set<String> = [
        "gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote",
        "OLK_SRC_BODY_SECTION", "ms-outlook-mobile-reference-message", "mailbird_quote", "qqmail_quote",
        "isReplyContent",
        "ntes_quote", "freshdesk_quote", "front-blockquote", "aolmail_quote", "spark_quote", "hmmessage_quote",
        "reply-quote", "quoted-text", "aol_quoted",
    ]
    /// Elements with which history begins, to the end of the message.
    private static let boundaries: Set<String> = [
        "divRplyFwdMsg", "zwchr", "stopSpelling", "reply-intro", "mail-editor-reference-message-container",
    ]
    private static let signatures: Set<String> = [
        "gmail_signature", "gmail_signature_prefix", "moz-signature", "AppleMailSignature",
        "ms-outlook-mobile-signature",
        "protonmail_signature_block", "Signature", "composer_signature", "yahoo-signature", "mb_sig", "signature",
        "tutanota_signature", "mail-signature", "edo-signature", "sparksignature", "aolmail_signature",
        "lineBreakAtBeginningOfMessage_signature", "spark_signature", "ymail_android_signature", "yahoo_signature",
        "front-signature",
    ]

    static func find(_ tree: HTMLTree) -> [Int: TextLine.Mark] {
        var marks: [Int: TextLine.Mark] = [:]
        for (index, node) in tree.nodes.enumerated() {
            guard let tag = node.tag, !node.attributes.isEmpty else { continue }
            let names = names(node)
            if names.contains("lineBreakAtBeginningOfSignature") {
                // Apple's signature is all that follows in the same element.
                var next = tree.sibling(after: index)
                while let sibling = next {
                    if tree.nodes[sibling].tag != .blockquote { marks[sibling] = .signature }
                    next = tree.sibling(after: sibling)
                }
            } else if names.contains("appendonsend") {
                // OWA leaves it in messages without history, too.
                if let next = tree.element(after: index), tree.nodes[next].tag == .rule { marks[next] = .boundary }
            } else if !boundaries.isDisjoint(with: names) || isOutlookHead(index, tree) {
                marks[index] = .boundary
            } else if !attributions.isDisjoint(with: names) {
                marks[index] = .attribution
            } else if tag == .blockquote {
                let isCite = node.attributes["type"] == "cite" || !histories.isDisjoint(with: names)
                if isCite { marks[index] = .history }
            } else if !histories.isDisjoint(with: names) || node.attributes["name"] == "quote" {
                markHistory(index, tree, &marks)
            } else if !signatures.isDisjoint(with: names), marks[index] == nil {
                marks[index] = .signature
            }
        }
        return marks
    }

    private static func names(_ node: HTMLTree.Node) -> Set<String> {
        var names: Set<String> = []
        for attribute in ["class", "id"] {
            guard let value = node.attributes[attribute] else { continue }
            for word in value.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }).prefix(20) {
                var word = word
                while word.hasPrefix("x_") { word = word.dropFirst(2) }
                // Yahoo: `ydp1a2b3c4dyahoo_quoted`.
                names.insert(word.hasPrefix("ydp") && word.hasSuffix("yahoo_quoted") ? "yahoo_quoted" : String(word))
            }
        }
        return names
    }

    /// Where blockquotes say what is quoted, answers may stand between them: only what is above the first is marked, as
    /// the attribution. Else all of it is history.
    private static func markHistory(_ index: Int, _ tree: HTMLTree, _ marks: inout [Int: TextLine.Mark]) {
        let node = tree.nodes[index]
        let quote = (index + 1..<node.end).first { tree.nodes[$0].tag == .blockquote }
        guard let quote else {
            marks[index] = .history
            return
        }
        if !HTMLStyle(tree.nodes[quote].attributes["style"]).isIndentation { marks[quote] = .history }
        var above = index + 1
        while above < quote {
            let end = tree.nodes[above].end
            // An element around the quote is gone into, one before it is marked whole.
            if end <= quote, marks[above] == nil { marks[above] = .attribution }
            above = end <= quote ? end : above + 1
        }
    }

    /// The block with a line above it that Outlook puts From, Sent, To and Subject into, known by its
    /// border and its colons, whatever the words.
    private static func isOutlookHead(_ index: Int, _ tree: HTMLTree) -> Bool {
        guard tree.nodes[index].tag == .division, let style = tree.nodes[index].attributes["style"],
            style.utf8.count < 400
        else { return false }
        let isRuled = style.utf8.split(separator: UInt8(ascii: ";")).contains { declaration in
            let flat = declaration.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }.map(\.asciiLowercased)
            return flat.starts(with: "border-top:".utf8) && !flat.starts(with: "border-top:none".utf8)
        }
        guard isRuled else { return false }
        let fields = tree.nodes[index..<min(tree.nodes[index].end, index + 60)].count { node in
            guard case .text(let range) = node.kind else { return false }
            return tree.bytes[range].drop(while: \.isHTMLSpace).prefix(30).contains(UInt8(ascii: ":"))
        }
        return fields >= 3
    }
}
