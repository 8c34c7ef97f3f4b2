/// The elements that reading HTML tells apart. All others are read as one of these, or as no element at all.
enum HTMLTag: UInt8, Sendable {
    case anchor, blockquote, lineBreak, caption, division, definition, heading, rule, image, item, orderedList
    case paragraph, preformatted, span, table, cell, headCell, row, rowGroup, term, definitionList, unorderedList
    case other

    /// What a tag's name, in lower case, is read as; nil where the tag is left out and what it holds is kept.
    init?(name: String) {
        guard let tag = Self.names[name] else { return nil }
        self = tag
    }

    /// The name that it is written with, for the parser.
    var name: String {
        switch self {
        case .anchor: "a"
        case .blockquote: "blockquote"
        case .lineBreak: "br"
        case .caption: "caption"
        case .division: "div"
        case .definition: "dd"
        case .heading: "h3"
        case .rule: "hr"
        case .image: "img"
        case .item: "li"
        case .orderedList: "ol"
        case .paragraph: "p"
        case .preformatted: "pre"
        case .span, .other: "span"
        case .table: "table"
        case .cell: "td"
        case .headCell: "th"
        case .row: "tr"
        case .rowGroup: "tbody"
        case .term: "dt"
        case .definitionList: "dl"
        case .unorderedList: "ul"
        }
    }

    /// Has no content and no end tag.
    var isVoid: Bool { self == .lineBreak || self == .rule || self == .image }

    /// Stands inside a line.
    var isInline: Bool { self == .anchor || self == .span }

    /// Elements whose content is no text for readers.
    static let unseen: Set<String> = [
        "script", "style", "title", "iframe", "noframes", "noembed", "svg", "template", "xml", "applet", "audio",
        "video", "canvas", "datalist",
    ]

    private static let names: [String: HTMLTag] = {
        var names: [String: HTMLTag] = [
            "a": .anchor, "blockquote": .blockquote, "br": .lineBreak, "caption": .caption, "dd": .definition,
            "hr": .rule, "img": .image, "image": .image, "li": .item, "ol": .orderedList, "p": .paragraph,
            "table": .table, "td": .cell, "th": .headCell, "tr": .row, "dt": .term, "dl": .definitionList,
        ]
        for name in ["h1", "h2", "h3", "h4", "h5", "h6"] { names[name] = .heading }
        for name in ["pre", "listing", "xmp", "plaintext"] { names[name] = .preformatted }
        for name in ["thead", "tbody", "tfoot"] { names[name] = .rowGroup }
        for name in ["ul", "menu", "dir"] { names[name] = .unorderedList }
        for name in [
            "div", "address", "article", "aside", "center", "details", "dialog", "fieldset", "figcaption", "figure",
            "footer", "form", "header", "hgroup", "legend", "main", "nav", "noscript", "optgroup", "option", "section",
            "summary", "includetail",
        ] { names[name] = .division }
        for name in [
            "span", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "del", "dfn", "em", "font",
            "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "strike", "strong", "sub", "sup",
            "time", "tt", "u", "var",
        ] { names[name] = .span }
        return names
    }()
}
