/// A line of readable text, without its line break, and what the markup it came from says about it.
struct TextLine: Hashable, Sendable {
    /// What a mail client says about a part of its message by class, id or style.
    enum Mark: Sendable {
        case none
        /// "On … wrote:", and nothing else.
        case attribution
        /// Quoted history; where the element ends, it ends.
        case history
        /// History begins here, and goes on to the end of the message.
        case boundary
        case signature
    }

    /// UTF-8, with `> ` for each level of quoting.
    var text: [UInt8]
    var mark = Mark.none

    static func joined(_ lines: [TextLine]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(0) { $0 + $1.text.count + 1 })
        for (index, line) in lines.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\n")) }
            bytes.append(contentsOf: line.text)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
