/// Text in the form of RFC 3676: lines that end with a space go on in the next.
enum FlowedText {
    /// The text with its paragraphs on one line each. Quotes keep one `>` a level and a space.
    static func unwrapped(_ text: String, deletesSpace: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        /// How deep the paragraph is quoted that goes on; nil where none does.
        var open: Int?
        for line in Array(text.utf8).split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
            let depth = line.prefix { $0 == ASCII.greater }.count
            var content = line.dropFirst(depth)
            // Space that was put there to protect the line (§4.4).
            if content.first == ASCII.space { content = content.dropFirst() }
            let isSignature = content.elementsEqual("-- ".utf8)
            if let before = open, before == depth, !isSignature {
                // It goes on.
            } else {
                if open != nil { result.append(ASCII.lineFeed) }
                if depth > 0 {
                    result += repeatElement(ASCII.greater, count: depth)
                    result.append(ASCII.space)
                }
            }
            open = nil
            if content.last == ASCII.space, !isSignature {
                result += deletesSpace ? content.dropLast() : content
                open = depth
            } else {
                result += content
                result.append(ASCII.lineFeed)
            }
        }
        if open == nil, result.last == ASCII.lineFeed { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}
