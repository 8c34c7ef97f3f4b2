/// How a part wants to be shown (RFC 2183).
struct ContentDisposition {
    /// `inline`, `attachment` or another word in small letters.
    var kind: String
    var parameters: [String: String]

    /// nil where there is no word in it.
    init?(_ value: [UInt8]) {
        let word = value.prefix { $0 != ASCII.semicolon && !ASCII.isSpace($0) }
        // `filename=x` alone: what has a name is meant to be kept.
        guard !word.contains(ASCII.equals) else {
            kind = "attachment"
            parameters = ParameterReader.read(value, from: 0)
            return
        }
        guard !word.isEmpty else { return nil }
        kind = word.filter { $0 != ASCII.quote }.lowercasedText
        parameters = ParameterReader.read(value, from: word.count)
    }
}
