/// Files that were put into text by uuencode, as mail did before MIME.
struct UUEncodedText {
    struct File {
        var name: String?
        var content: [UInt8]
    }

    /// The text without them.
    private(set) var text: String
    private(set) var files: [File] = []

    /// A file begins with `begin MODE NAME` and goes to `end`; one that does not end stays text.
    init(_ source: String) {
        text = source
        let bytes = Array(source.utf8)
        guard
            bytes.withUnsafeBufferPointer({ hasLine(startingWith: Array("begin ".utf8), in: $0, from: 0, to: $0.count) }
            )
        else { return }
        let lines = bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
        var kept: [ArraySlice<UInt8>] = []
        var position = 0
        // No search goes beyond the first `end` that is missing: there is none behind it either.
        var mayEnd = true
        while position < lines.count {
            if mayEnd, let name = Self.beginning(lines[position]) {
                var end = position + 1
                while end < lines.count, !lines[end].trimmed.elementsEqual("end".utf8) { end += 1 }
                mayEnd = end < lines.count
                if mayEnd, lines[(position + 1)..<end].allSatisfy(Self.isEncoded) {
                    let whole = Array(lines[position...end].joined(separator: [ASCII.lineFeed])) + [ASCII.lineFeed]
                    files.append(
                        File(name: name.isEmpty ? nil : name, content: TransferEncoding.uuencode.decode(whole)))
                    position = end + 1
                    continue
                }
                // Text that begins like a file: what is between was looked at, and is kept without another look.
                kept += lines[position..<min(end + 1, lines.count)]
                position = end + 1
                continue
            }
            kept.append(lines[position])
            position += 1
        }
        guard !files.isEmpty else { return }
        text = String(decoding: Array(kept.joined(separator: [ASCII.lineFeed])), as: UTF8.self)
    }

    /// The name in `begin 644 name`; nil where the line is none.
    private static func beginning(_ line: ArraySlice<UInt8>) -> String? {
        guard line.starts(with: "begin ".utf8) else { return nil }
        let rest = line.dropFirst(6)
        let mode = rest.prefix { $0 >= 0x30 && $0 <= 0x37 }
        guard mode.count == 3 || mode.count == 4, rest.dropFirst(mode.count).first == ASCII.space else { return nil }
        return HeaderText.clean(rest.dropFirst(mode.count + 1).trimmed.text)
    }

    private static func isEncoded(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 >= 0x20 && $0 <= 0x60 || $0 == ASCII.carriageReturn } && line.count <= 80
    }
}
