/// Names of files, as people and providers give them.
package enum FileName {
    /// Bytes of a name that are kept.
    package static let limit = 150
    /// Bytes of an extension that survive the cut, the point included.
    private static let longestExtension = 16

    /// The name in a form that can be shown, sent and saved: what stands behind the last slash or backslash, without
    /// characters that control, break lines or turn the direction of writing, without points in front (`.profile`,
    /// `..`), and cut to `limit` bytes before its extension. `file` where nothing is left.
    package static func safe(_ name: String) -> String {
        var component = ""
        for part in name.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
            let cleaned = clean(part)
            if !cleaned.isEmpty { component = cleaned }
        }
        return component.isEmpty ? "file" : shortened(component)
    }

    private static func clean(_ part: Substring) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in part.unicodeScalars where isAllowed(scalar) { scalars.append(scalar) }
        var text = Substring(String(scalars))
        while text.first == " " || text.first == "." { text = text.dropFirst() }
        while text.last == " " || text.last == "." { text = text.dropLast() }
        return String(text)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        // Joiners belong to scripts and to emoji; the others are invisible, or turn the direction: `exe.gpj`.
        case .format: scalar.value == 0x200C || scalar.value == 0x200D
        default: true
        }
    }

    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > limit else { return name }
        var tail = ""
        if let point = name.lastIndex(of: "."), name[point...].utf8.count <= longestExtension {
            tail = String(name[point...])
        }
        var head = ""
        for character in name {
            if head.utf8.count + character.utf8.count + tail.utf8.count > limit { break }
            head.append(character)
        }
        return head + tail
    }
}
