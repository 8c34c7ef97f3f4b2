/// Comparing texts as routes do: by scalar, with no regard to case.
///
/// Case is folded by the simple lower-case mapping of Unicode: `Ä` is `ä`, but `ß` is not `SS`, and a letter with a
/// combining accent is not its composed form.
package enum Glob {
    /// Whether `pattern` covers the whole of `text`: `*` stands for any number of characters, `?` for one; there is no
    /// escape.
    ///
    /// Never more steps than the product of the lengths, and no recursion: what follows a star is sought from the left,
    /// and a place once found is never given up. What stands before the first star and after the last is compared first,
    /// so that most texts are refused after a few bytes.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        withBytes(text) { text in withBytes(pattern) { pattern in matches(text, pattern) } }
    }

    /// Whether the two are equal but for case.
    package static func equal(_ a: String, _ b: String) -> Bool {
        withBytes(a) { a in
            withBytes(b) { b in
                let end = compare(Reader(a), 0, a.count, Reader(b), 0, b.count, wildcard: false)
                return end == a.count
            }
        }
    }

    /// Whether `text` contains `part`, case aside. Everything contains the empty text.
    package static func contains(_ text: String, _ part: String) -> Bool {
        withBytes(text) { text in
            withBytes(part) { part in
                find(Reader(part), 0, part.count, in: Reader(text), from: 0, to: text.count, wildcard: false) != nil
            }
        }
    }

    private static func withBytes<T>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        var text = text
        return text.withUTF8(body)
    }

    private static let star = UInt8(ascii: "*")

    private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>) -> Bool {
        let (textReader, patternReader) = (Reader(text), Reader(pattern))
        guard let firstStar = pattern.firstIndex(of: star), let lastStar = pattern.lastIndex(of: star) else {
            return compare(textReader, 0, text.count, patternReader, 0, pattern.count, wildcard: true) == text.count
        }
        guard
            let start = compare(textReader, 0, text.count, patternReader, 0, firstStar, wildcard: true),
            let end = startOfTail(textReader, text.count, patternReader, lastStar + 1, pattern.count), start <= end
        else { return false }
        var position = start
        var segment = firstStar + 1
        while segment < lastStar {
            var segmentEnd = segment
            while pattern[segmentEnd] != star {
                segmentEnd += 1
            }
            guard
                let found = find(
                    patternReader, segment, segmentEnd, in: textReader, from: position, to: end, wildcard: true)
            else { return false }
            position = found
            segment = segmentEnd + 1
        }
        return true
    }

    /// Where pattern[from, to) starts if it is put at the end of the text; nil where it does not fit there.
    private static func startOfTail(
        _ text: Reader, _ textEnd: Int, _ pattern: Reader, _ from: Int, _ to: Int
    ) -> Int? {
        var position = textEnd
        var remaining = to
        while remaining > from {
            guard position > 0 else { return nil }
            let start = text.start(before: position)
            remaining = pattern.start(before: remaining)
            let expected = pattern.scalar(at: remaining).value
            guard expected == Reader.anyOne || expected == text.scalar(at: start).value else { return nil }
            position = start
        }
        return position
    }

    /// The end of the leftmost place in text[from, to) where the part stands.
    private static func find(
        _ part: Reader, _ partStart: Int, _ partEnd: Int, in text: Reader, from: Int, to: Int, wildcard: Bool
    ) -> Int? {
        var position = from
        while true {
            if let end = compare(text, position, to, part, partStart, partEnd, wildcard: wildcard) {
                return end
            }
            guard position < to else { return nil }
            position = text.scalar(at: position).next
        }
    }

    /// Compares the part with what stands at `position`; the position after it, or nil where they differ.
    @inline(__always)
    private static func compare(
        _ text: Reader, _ position: Int, _ end: Int, _ part: Reader, _ partStart: Int, _ partEnd: Int, wildcard: Bool
    ) -> Int? {
        var (position, place) = (position, partStart)
        while place < partEnd {
            guard position < end else { return nil }
            let (expected, nextPlace) = part.scalar(at: place)
            let (found, nextPosition) = text.scalar(at: position)
            guard expected == found || wildcard && expected == Reader.anyOne else { return nil }
            (position, place) = (nextPosition, nextPlace)
        }
        return position
    }
}

/// Folded scalars of a valid UTF-8 text, from either end.
private struct Reader {
    static let anyOne = Unicode.Scalar("?").value

    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    @inline(__always)
    func scalar(at position: Int) -> (value: UInt32, next: Int) {
        let byte = bytes[position]
        guard byte >= 0x80 else {
            return (UInt32(byte >= 65 && byte <= 90 ? byte | 0x20 : byte), position + 1)
        }
        return longScalar(at: position, byte)
    }

    private func longScalar(at position: Int, _ lead: UInt8) -> (value: UInt32, next: Int) {
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        let end = min(position + length, bytes.count)
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for index in position + 1..<end {
            value = value << 6 | UInt32(bytes[index] & 0x3F)
        }
        guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased else { return (value, end) }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return (lower.count == 1 ? lower.first?.value ?? value : value, end)
    }

    @inline(__always)
    func start(before position: Int) -> Int {
        var start = position - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 {
            start -= 1
        }
        return start
    }
}
