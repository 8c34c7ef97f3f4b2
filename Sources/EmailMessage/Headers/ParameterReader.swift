/// Reads the parameters behind a content type or disposition: `; name=value; name*0*=utf-8''…` (RFC 2045 §5.1, RFC 2231).
///
/// Forgives missing semicolons, spaces in values without quotes, quotes that do not close, and encoded words where
/// RFC 2231 wants its own form.
struct ParameterReader {
    private let bytes: [UInt8]
    private var position: Int
    private static let limit = 200

    private struct Segment {
        var index: Int
        var isEncoded: Bool
        var value: [UInt8]
    }

    private var segments: [String: [Segment]] = [:]

    /// Begins behind the first `start` bytes. Names come in small letters.
    static func read(_ bytes: [UInt8], from start: Int) -> [String: String] {
        var reader = ParameterReader(bytes, start)
        reader.collect()
        return reader.joined()
    }

    private init(_ bytes: [UInt8], _ start: Int) {
        self.bytes = bytes
        position = start
    }

    private mutating func collect() {
        var count = 0
        while position < bytes.count, count < Self.limit {
            while position < bytes.count, bytes[position] == ASCII.semicolon || ASCII.isSpace(bytes[position]) {
                position += 1
            }
            let start = position
            while position < bytes.count, isNameByte(bytes[position]) { position += 1 }
            let name = bytes[start..<position]
            skipSpace()
            guard position < bytes.count, bytes[position] == ASCII.equals, !name.isEmpty else {
                // No parameter: go on behind the next semicolon or space.
                if position == start { position += 1 }
                continue
            }
            position += 1
            skipSpace()
            count += 1
            add(name.lowercasedText, value())
        }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        byte > ASCII.space && byte != ASCII.semicolon && byte != ASCII.equals && byte != ASCII.quote
    }

    private mutating func skipSpace() {
        while position < bytes.count, ASCII.isSpace(bytes[position]) { position += 1 }
    }

    private mutating func value() -> [UInt8] {
        guard position < bytes.count, bytes[position] == ASCII.quote else { return token() }
        position += 1
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != ASCII.quote {
            // A backslash before anything but these two is a file's path, written by a program that knows no escapes.
            if bytes[position] == ASCII.backslash, position + 1 < bytes.count,
                bytes[position + 1] == ASCII.quote || bytes[position + 1] == ASCII.backslash
            {
                position += 1
            }
            value.append(bytes[position])
            position += 1
        }
        position += 1
        return value
    }

    /// A value without quotes: to the semicolon, or to a space behind which another parameter begins.
    private mutating func token() -> [UInt8] {
        let start = position
        while position < bytes.count, bytes[position] != ASCII.semicolon {
            if ASCII.isSpace(bytes[position]), beginsParameter(position) { break }
            position += 1
        }
        return Array(bytes[start..<position].trimmed)
    }

    private func beginsParameter(_ start: Int) -> Bool {
        var position = start
        while position < bytes.count, ASCII.isSpace(bytes[position]) { position += 1 }
        let name = position
        // Longer names are none, and looking further would cost too much.
        while position < bytes.count, position - name < 30,
            ASCII.isAlphanumeric(bytes[position]) || bytes[position] == ASCII.hyphen
                || bytes[position] == ASCII.asterisk
        {
            position += 1
        }
        return position > name && position < bytes.count && bytes[position] == ASCII.equals
    }

    /// `name`, `name*`, `name*3` and `name*3*`.
    private mutating func add(_ name: String, _ value: [UInt8]) {
        let pieces = name.split(separator: "*", omittingEmptySubsequences: false)
        let isEncoded = pieces.count > 1 && name.hasSuffix("*")
        let index = pieces.count > 1 ? Int(pieces[1]) : nil
        // The plain form has the lowest rank, -2; `name*` is -1, whole as it is.
        let rank = pieces.count == 1 ? -2 : index ?? -1
        segments[String(pieces[0]), default: []].append(Segment(index: rank, isEncoded: isEncoded, value: value))
    }

    private func joined() -> [String: String] {
        segments.mapValues { segments in
            if let whole = segments.first(where: { $0.index == -1 }) { return Self.extended([whole]) }
            let numbered = segments.filter { $0.index >= 0 }
            if !numbered.isEmpty {
                // Equal numbers keep their order: the sort is stable by the position in the field.
                let sorted = numbered.enumerated().sorted {
                    ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
                }
                return Self.extended(sorted.map(\.element))
            }
            return HeaderText.decoded(segments.first?.value ?? [])
        }
    }

    private static func extended(_ segments: [Segment]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (place, segment) in segments.enumerated() {
            guard segment.isEncoded else {
                bytes += segment.value
                continue
            }
            var value = segment.value[...]
            if place == 0 {
                let parts = value.split(separator: ASCII.apostrophe, maxSplits: 2, omittingEmptySubsequences: false)
                if parts.count == 3 {
                    charset = parts[0].lowercasedText
                    value = parts[2]
                }
            }
            bytes += ASCII.unescaped(value, mark: ASCII.percent)
        }
        guard charset == nil else { return HeaderText.clean(CharsetDecoder.decode(bytes, declared: charset)) }
        return HeaderText.decoded(bytes)
    }
}
