/// Finds what mail programs and people put below their text.
enum SignatureCut {
    /// Lines below the delimiter `-- `, and below others that look like it, that can still be a signature.
    private static let longest = 25
    private static let longestBelowLookalike = 12
    private static let longestMarked = 15

    /// The lines of `range` that are no signature, in order. `hasTextAbove` says whether something of the message stands
    /// above: a signature without a text above it is kept.
    static func kept(_ range: Range<Int>, _ lines: [ReplyLine], hasTextAbove: Bool) -> [Int] {
        var kept = unmarked(Array(range), lines)
        if let delimiter = delimiter(kept, lines, hasTextAbove: hasTextAbove) {
            kept.removeSubrange(delimiter...)
        }
        while let last = kept.last(where: { !lines[$0].isBlank }), isFooter(lines[last]) {
            while let index = kept.last, index >= last { kept.removeLast() }
        }
        return kept
    }

    /// Without what the program marked as signature, unless it is so long that somebody may have written into it.
    private static func unmarked(_ indices: [Int], _ lines: [ReplyLine]) -> [Int] {
        let marked = indices.filter { lines[$0].mark == .signature && !lines[$0].isBlank }
        guard !marked.isEmpty, marked.count <= longestMarked else { return indices }
        return indices.filter { lines[$0].mark != .signature }
    }

    private static func delimiter(_ indices: [Int], _ lines: [ReplyLine], hasTextAbove: Bool) -> Int? {
        // More than two part a text, and none is a signature's.
        guard indices.count(where: { most(below: lines[$0]) != nil }) <= 2 else { return nil }
        var hasText = hasTextAbove
        // What is not blank, counted from the end, so that each delimiter knows what follows it.
        var below = indices.count { !lines[$0].isBlank }
        for (place, index) in indices.enumerated() {
            if !lines[index].isBlank { below -= 1 }
            if hasText, let most = most(below: lines[index]), below <= most { return place }
            if !lines[index].isBlank { hasText = true }
        }
        return nil
    }

    /// How many lines a signature below this line may have; nil where the line is no delimiter.
    private static func most(below line: ReplyLine) -> Int? {
        guard line.text.count <= 8, line.mark != .history else { return nil }
        if line.text.elementsEqual("-- ".utf8) { return longest }
        switch line.plain() {
        case "--", "—", "–", "__": return longestBelowLookalike
        default: return nil
        }
    }

    /// "Sent from my iPhone", "Get Outlook for Android <https://…>".
    static func isFooter(_ line: ReplyLine) -> Bool {
        guard line.text.count <= 400, var text = line.plain() else { return false }
        while let start = text.utf8.firstIndex(of: UInt8(ascii: "<")),
            let end = text[start...].utf8.firstIndex(of: UInt8(ascii: ">"))
        {
            text.removeSubrange(start...end)
        }
        if contains(Array(text.utf8), "  ") { text = text.replacing("  ", with: " ") }
        while let first = text.utf8.first, "-_[( *".utf8.contains(first) { text = String(text.dropFirst()) }
        guard text.utf8.count <= 90 else { return false }
        let bytes = Array(text.utf8)
        // By their bytes: nearly all lines are told by the first of them.
        return ReplyWords.shared.footers.contains {
            bytes.starts(with: $0.start.utf8) && ($0.rest.isEmpty || contains(bytes, $0.rest))
        } && ReplyWords.devices.contains { contains(bytes, $0) }
    }

    private static func contains(_ text: [UInt8], _ part: String) -> Bool {
        let part = Array(part.utf8)
        guard text.count >= part.count else { return false }
        return (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
    }
}
