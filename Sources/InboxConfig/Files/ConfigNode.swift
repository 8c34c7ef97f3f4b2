internal import InboxDomain

/// A value of the configuration with its place: what the sections are read from, whichever file it stood in.
struct ConfigNode {
    indirect enum Content {
        /// `isPlain` where it was written without quotes.
        case scalar(String, isPlain: Bool)
        case list([ConfigNode])
        case map([Entry])
        /// Nothing, `~` or `null`.
        case none
    }

    struct Entry {
        var key: String
        var keyLocation: SourceLocation
        var value: ConfigNode
    }

    var content: Content
    var location: SourceLocation

    /// What it is, as a message names it.
    var kind: String {
        switch content {
        case .scalar(let text, _): "“\(ConfigNode.shortened(text))”"
        case .list: "a list"
        case .map: "a map"
        case .none: "nothing"
        }
    }

    /// The entry of a map; nil in all else.
    func entry(_ key: String) -> Entry? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }
    }

    /// The start of a long text: messages quote what was written, and stay one line.
    static func shortened(_ text: String) -> String {
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        return line.count > 60 ? String(line.prefix(60)) + "…" : line
    }
}
