/// One field of a header, as places in the message.
struct RawField {
    /// In small letters.
    var name: String
    /// All behind the colon, folded lines with their ends.
    var value: Range<Int>
}

/// Finds the fields of a header (RFC 5322 §2.2) and where the body begins.
///
/// Forgives what real mail gets wrong: a `From ` line of a mailbox at the front, space before the colon, a folded line
/// that lost its space, and a body without an empty line before it.
struct HeaderScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: EmailLimits
    /// Whether a line ends the header because it is a boundary of a multipart around it.
    var isBoundary: (Range<Int>) -> Bool = { _ in false }

    struct Header {
        var fields: [RawField] = []
        /// Behind the empty line.
        var bodyStart: Int
        var reached: Set<EmailLimits.Kind> = []
    }

    func scan(_ range: Range<Int>) -> Header {
        var header = Header(bodyStart: range.upperBound)
        var lines = LineReader(bytes, range)
        while let next = lines.peek() {
            let start = next.lowerBound
            if next.isEmpty {
                _ = lines.next()
                header.bodyStart = lines.position
                return header
            }
            if isBoundary(next) {
                header.bodyStart = start
                return header
            }
            if start == range.lowerBound, isMailboxLine(next) {
                _ = lines.next()
                continue
            }
            let isFolded = bytes[start] == ASCII.space || bytes[start] == ASCII.tab
            if isFolded, !header.fields.isEmpty {
                _ = lines.next()
                // A line of nothing but space is taken for the empty line where a body must have begun.
                extend(&header, to: next.upperBound, range)
                continue
            }
            if let colon = nameEnd(next) {
                _ = lines.next()
                append(
                    RawField(
                        name: bytes[start..<colon.name].lowercasedText, value: (colon.colon + 1)..<next.upperBound),
                    to: &header, range)
                continue
            }
            // No field: a line that lost its fold if a field follows, else the body without an empty line before it.
            _ = lines.next()
            if !header.fields.isEmpty, let after = lines.peek(), nameEnd(after) != nil, !isBoundary(after) {
                extend(&header, to: next.upperBound, range)
                continue
            }
            if isFolded, header.fields.isEmpty, lines.peek() != nil, start == range.lowerBound { continue }
            header.bodyStart = start
            return header
        }
        return header
    }

    private func append(_ field: RawField, to header: inout Header, _ range: Range<Int>) {
        guard header.fields.count < limits.headerFields else {
            header.reached.insert(.headerFields)
            return
        }
        guard field.value.upperBound - range.lowerBound <= limits.headerBytes else {
            header.reached.insert(.headerBytes)
            return
        }
        header.fields.append(field)
    }

    private func extend(_ header: inout Header, to end: Int, _ range: Range<Int>) {
        // Lines that belong to a field which was refused are refused with it.
        guard header.reached.isEmpty, let last = header.fields.indices.last else { return }
        guard end - range.lowerBound <= limits.headerBytes else {
            header.reached.insert(.headerBytes)
            return
        }
        header.fields[last].value = header.fields[last].value.lowerBound..<end
    }

    private func isMailboxLine(_ line: Range<Int>) -> Bool {
        let text = bytes[line]
        return text.starts(with: "From ".utf8) || text.starts(with: ">From ".utf8)
    }

    /// Where a field's name ends and its colon stands; nil where the line is no field.
    private func nameEnd(_ line: Range<Int>) -> (name: Int, colon: Int)? {
        var end = line.lowerBound
        while end < line.upperBound, bytes[end] > ASCII.space, bytes[end] < 0x7F, bytes[end] != ASCII.colon { end += 1 }
        guard end > line.lowerBound, end - line.lowerBound <= 100 else { return nil }
        var colon = end
        while colon < line.upperBound, bytes[colon] == ASCII.space || bytes[colon] == ASCII.tab { colon += 1 }
        guard colon < line.upperBound, bytes[colon] == ASCII.colon else { return nil }
        // "--boundary: text" is no field.
        if bytes[line.lowerBound] == ASCII.hyphen { return nil }
        return (end, colon)
    }
}
