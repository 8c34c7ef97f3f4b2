/// The charset that an HTML text names in a `meta` element near its beginning.
enum HTMLCharset {
    private static let nearBeginning = 4096

    /// As it is written there; nil where none is named.
    static func named(in bytes: [UInt8]) -> String? {
        let text = bytes.prefix(nearBeginning).map(ASCII.lowercased)[...]
        var position = 0
        while let start = index(of: "<meta", in: text, from: position) {
            let end = text[start...].firstIndex(of: ASCII.greater) ?? text.endIndex
            if let place = index(of: "charset", in: text[..<end], from: start) {
                var rest = text[(place + 7)..<end].drop(while: ASCII.isSpace)
                if rest.popFirst() == ASCII.equals {
                    rest = rest.drop { ASCII.isSpace($0) || $0 == ASCII.quote || $0 == ASCII.apostrophe }
                    let name = rest.prefix { ASCII.isAlphanumeric($0) || "-_.:".utf8.contains($0) }
                    if !name.isEmpty { return name.text }
                }
            }
            position = end
        }
        return nil
    }

    private static func index(of word: String, in text: ArraySlice<UInt8>, from start: Int) -> Int? {
        let word = Array(word.utf8)
        guard text.endIndex - start >= word.count else { return nil }
        return (start...text.endIndex - word.count).first { text[$0] == word[0] && text[$0...].starts(with: word) }
    }
}
