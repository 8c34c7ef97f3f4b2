/// Pictures inside a text: a mark such as `[image: map.png]`, which is what a reader of the plain text sees, is in the HTML
/// the picture itself.
package enum InlinePictures {
    /// What stands for a picture in the text.
    package static func mark(_ name: String) -> String { "[image: \(HeaderText.clean(name))]" }

    /// The text with a mark for each of these pictures that has none yet, below it.
    package static func marked(_ text: String, names: [String]) -> String {
        var counts: [String: Int] = [:]
        var result = text
        for name in names {
            counts[name, default: 0] += 1
            if text.ranges(of: mark(name)).count < counts[name, default: 0] {
                result += result.isEmpty ? mark(name) : "\n\n\(mark(name))"
            }
        }
        return result
    }

    /// Puts the pictures in the place of their marks, in HTML that was made of a text; those without one go below it.
    static func placed(_ files: [OutgoingEmail.File], in html: String) -> String {
        var ends: [String: String.Index] = [:]
        var places: [(range: Range<String.Index>, picture: String)] = []
        var others: [String] = []
        for file in files {
            guard let id = file.contentID else { continue }
            let mark = QuotedHistory.escaped(mark(file.name))
            let picture = element(id, name: file.name)
            // Equal names take their turns.
            if let range = html[(ends[mark] ?? html.startIndex)...].firstRange(of: mark) {
                ends[mark] = range.upperBound
                places.append((range, picture))
            } else {
                others.append(picture)
            }
        }
        var result = ""
        var end = html.startIndex
        for (range, picture) in places.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += html[end..<range.lowerBound] + picture
            end = range.upperBound
        }
        return ([result + html[end...]] + others).joined(separator: "<br>\n")
    }

    private static func element(_ id: String, name: String) -> String {
        "<img src=\"cid:\(encoded(id))\" alt=\"\(QuotedHistory.escaped(HeaderText.clean(name)))\""
            + " style=\"max-width:100%\">"
    }

    /// As RFC 2392 has it: what is special in a URL as a percent sequence.
    private static func encoded(_ id: String) -> String {
        let bytes = id.utf8.flatMap { byte in
            ASCII.isAlphanumeric(byte) || "-._~@!$*+".utf8.contains(byte)
                ? [byte] : [ASCII.percent, ASCII.hexDigit(byte >> 4), ASCII.hexDigit(byte & 15)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
