/// Comparing texts as routes do: by scalar, with no regard to case.
///
/// Case is folded by the simple lower-case mapping of Unicode: `Ä` is `ä`, but `ß` is not `SS`, and a letter with a
/// combining accent is not its composed form. ASCII and the rest keep apart: the Kelvin sign is no `k`.
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
                var (position, place) = (0, 0)
                return compare(Reader(a), &position, a.count, Reader(b), &place, b.count, wildcard: false)
                    && position == a.count
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
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }

    /// The UTF-8 text in small letters: two texts are `equal` where these are the same bytes.
    static func folded(_ text: String) -> [UInt8] {
        withBytes(text) { bytes in
            var folded: [UInt8] = []
            folded.reserveCapacity(bytes.count)
            let reader = Reader(bytes)
            var position = 0
            while position < bytes.count {
                let byte = bytes[position]
                if byte < 0x80 {
                    folded.append(Reader.fold(byte))
                    position += 1
                } else {
                    let (value, next) = reader.scalar(at: position)
                    if let scalar = Unicode.Scalar(value) {
                        folded += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                    }
                    position = next
                }
            }
            return folded
        }
    }

    /// As `matches` of texts; both are UTF-8.
    static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>) -> Bool {
        let (textReader, patternReader) = (Reader(text), Reader(pattern))
        var (start, firstStar) = (0, 0)
        guard compare(textReader, &start, text.count, patternReader, &firstStar, pattern.count, wildcard: true) else {
            return false
        }
        guard firstStar < pattern.count else { return start == text.count }
        var (end, lastStar) = (text.count, pattern.count)
        guard compareTail(textReader, start, &end, patternReader, &lastStar) else { return false }
        var segment = firstStar + 1
        while segment < lastStar {
            guard let found = find(patternReader, segment, lastStar, in: textReader, from: start, to: end) else {
                return false
            }
            start = found.end
            segment = found.partEnd + 1
        }
        return true
    }

    /// Compares backwards what stands after the last star of a pattern that has one. Moves `textEnd` to where it begins
    /// in the text, and `patternEnd` to the star.
    private static func compareTail(
        _ text: Reader, _ textStart: Int, _ textEnd: inout Int, _ pattern: Reader, _ patternEnd: inout Int
    ) -> Bool {
        while true {
            let expectedByte = pattern.bytes[patternEnd - 1]
            if expectedByte == Reader.star {
                patternEnd -= 1
                return true
            }
            guard textEnd > textStart else { return false }
            let foundByte = text.bytes[textEnd - 1]
            if expectedByte | foundByte < 0x80 {
                guard Reader.fold(expectedByte) == Reader.fold(foundByte) || expectedByte == Reader.anyOne else {
                    return false
                }
                (textEnd, patternEnd) = (textEnd - 1, patternEnd - 1)
                continue
            }
            (textEnd, patternEnd) = (text.start(before: textEnd), pattern.start(before: patternEnd))
            let expected = pattern.scalar(at: patternEnd).value
            guard expected == UInt32(Reader.anyOne) || expected == text.scalar(at: textEnd).value else { return false }
        }
    }

    /// The leftmost place in text[from, to) where the part stands, up to its first star or `partEnd`: where it ends
    /// there, and where the part ended.
    private static func find(
        _ part: Reader, _ partStart: Int, _ partEnd: Int, in text: Reader, from: Int, to: Int, wildcard: Bool = true
    ) -> (end: Int, partEnd: Int)? {
        let first = partStart < partEnd ? Reader.fold(part.bytes[partStart]) : 0x80
        let canSkip = first < 0x80 && !(wildcard && (first == Reader.anyOne || first == Reader.star))
        let upper = first >= 97 && first <= 122 ? first & ~0x20 : first
        var start = from
        while true {
            // Only an ASCII byte folds to an ASCII byte, so the first one can be sought byte by byte.
            while canSkip, start < to, text.bytes[start] != first, text.bytes[start] != upper {
                start += 1
            }
            var (position, place) = (start, partStart)
            if compare(text, &position, to, part, &place, partEnd, wildcard: wildcard) {
                return (position, place)
            }
            guard start < to else { return nil }
            start = text.scalar(at: start).next
        }
    }

    /// Compares the part, up to `partEnd` or its first star, with what stands at `position`, and moves both past it.
    @inline(__always)
    private static func compare(
        _ text: Reader, _ position: inout Int, _ end: Int, _ part: Reader, _ place: inout Int, _ partEnd: Int,
        wildcard: Bool
    ) -> Bool {
        while place < partEnd {
            let expectedByte = part.bytes[place]
            if wildcard, expectedByte == Reader.star { return true }
            guard position < end else { return false }
            let foundByte = text.bytes[position]
            if expectedByte | foundByte < 0x80 {
                guard
                    Reader.fold(expectedByte) == Reader.fold(foundByte) || wildcard && expectedByte == Reader.anyOne
                else { return false }
                (position, place) = (position + 1, place + 1)
                continue
            }
            let (expected, nextPlace) = part.scalar(at: place)
            let (found, nextPosition) = text.scalar(at: position)
            guard expected == found || wildcard && expected == UInt32(Reader.anyOne) else { return false }
            (position, place) = (nextPosition, nextPlace)
        }
        return true
    }
}

/// Folded scalars of a valid UTF-8 text, from either end.
private struct Reader {
    static var star: UInt8 { UInt8(ascii: "*") }
    static var anyOne: UInt8 { UInt8(ascii: "?") }

    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        byte >= 65 && byte <= 90 ? byte | 0x20 : byte
    }

    @inline(__always)
    func scalar(at position: Int) -> (value: UInt32, next: Int) {
        let byte = bytes[position]
        guard byte >= 0x80 else {
            return (UInt32(Self.fold(byte)), position + 1)
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
        guard lower.count == 1, let folded = lower.first?.value, folded >= 0x80 else { return (value, end) }
        return (folded, end)
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
