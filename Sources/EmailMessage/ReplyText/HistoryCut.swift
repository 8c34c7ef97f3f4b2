/// Takes quoted history and signatures out of the lines of one message. Works on lines alone: what HTML knows about
/// them has become marks.
///
/// The lines are first divided into stretches: what the sender wrote, and what they quote. Where history begins that is
/// not quoted line by line (Outlook's header lines, "Original Message"), it goes on to the end. Then each quote stays or
/// goes by what stands around it.
struct HistoryCut {
    private enum Stretch {
        case own(Range<Int>)
        /// `isReply` where a mail program quoted: an attribution stands above or in it.
        case quote(Range<Int>, isReply: Bool)
    }

    /// Lines of a quote that stay above an answer, and above the only one.
    private static let longestContext = 15
    private static let longestLoneContext = 5

    private let lines: [ReplyLine]
    private var stretches: [Stretch] = []
    /// Where history begins that goes to the end of the message.
    private var tail: Int?
    /// Where a message begins that was passed on: it stays as it is, to the end.
    private var forward: Int?

    /// What stays. All of it, where nothing would.
    static func visible(_ lines: [TextLine]) -> [TextLine] {
        var cut = HistoryCut(lines: ReplyLine.all(lines))
        cut.divide()
        let kept = cut.kept()
        let isEmpty = kept.allSatisfy { cut.lines[$0].isBlank }
        return cut.closedUp(isEmpty ? Array(lines.indices) : kept)
    }

    private init(lines: [ReplyLine]) {
        self.lines = lines
    }

    // MARK: Dividing

    private mutating func divide() {
        var ownStart = 0
        var index = 0
        while index < lines.count {
            if lines[index].isBlank {
                index += 1
                continue
            }
            if lines[index].isQuoted {
                let end = quoteEnd(from: index)
                if lines[index].depth == 0, let first = SeparatorLine(lines[index]), first == .forwarded {
                    forward = index
                    break
                }
                stretches.append(.own(ownStart..<index))
                stretches.append(.quote(index..<end, isReply: isReply(index..<end)))
                ownStart = end
                index = end
                continue
            }
            if let separator = SeparatorLine(lines[index]), separator == .forwarded {
                forward = index
                break
            }
            if let head = headEnd(at: index, from: ownStart) {
                let next = nextVisible(from: head.end)
                if next < lines.count, lines[next].isQuoted {
                    let end = quoteEnd(from: next)
                    stretches.append(.own(ownStart..<index))
                    stretches.append(.quote(next..<end, isReply: true))
                    ownStart = end
                    index = end
                    continue
                }
                if head.opensHistory {
                    tail = index
                    break
                }
            }
            index += 1
        }
        let end = tail ?? forward ?? lines.count
        if ownStart < end { stretches.append(.own(ownStart..<end)) }
    }

    /// What stands above history at this line, and whether history follows also where it is not quoted.
    private func headEnd(at index: Int, from ownStart: Int) -> (end: Int, opensHistory: Bool)? {
        if lines[index].mark == .boundary { return (index + 1, true) }
        var start = index
        // A rule belongs to what it stands above.
        while start < lines.count, lines[start].isRule, start < index + 3 { start = nextVisible(from: start + 1) }
        guard start < lines.count, lines[start].depth == 0 else { return nil }
        if start > index, lines[start].mark == .boundary { return (start + 1, true) }
        if SeparatorLine(lines[start]) == .original {
            let next = nextVisible(from: start + 1)
            guard next < lines.count, let end = HeaderBlock.end(at: next, lines) else { return (start + 1, true) }
            return (end, true)
        }
        if let end = HeaderBlock.end(at: start, lines) {
            return isIntroduced(index, from: ownStart) ? nil : (end, true)
        }
        if let end = HeaderBlock.leadIn(at: start, lines), end < lines.count,
            let attribution = Attribution.at(end, lines), attribution.strength == .certain
        {
            return (attribution.end, true)
        }
        guard start == index, let attribution = Attribution.at(index, lines) else { return nil }
        return (attribution.end, attribution.strength.rawValue >= Attribution.Strength.strong.rawValue)
    }

    /// Whether the text above leads up to what stands here: "this is what I got:".
    private func isIntroduced(_ index: Int, from ownStart: Int) -> Bool {
        var above = index - 1
        while above >= ownStart, lines[above].isBlank { above -= 1 }
        return above >= ownStart && lines[above].endsWithColon
    }

    private func nextVisible(from index: Int) -> Int {
        var index = index
        while index < lines.count, lines[index].isBlank { index += 1 }
        return index
    }

    /// The line behind a quote: empty lines belong to it as long as quoted ones follow.
    private func quoteEnd(from index: Int) -> Int {
        var end = index
        while end < lines.count {
            let next = nextVisible(from: end)
            guard next < lines.count, lines[next].isQuoted else { break }
            end = next + 1
        }
        return end
    }

    private func isReply(_ range: Range<Int>) -> Bool {
        if lines[range.lowerBound].mark == .history { return true }
        return range.prefix(4).contains { index in
            !lines[index].isBlank && Attribution.at(index, lines) != nil || HeaderBlock.end(at: index, lines) != nil
        }
    }

    // MARK: Keeping

    private func kept() -> [Int] {
        let own = ownLines()
        let above = own.joined().filter { !lines[$0].isBlank }
        if let tail {
            // Nothing of one's own above it, or a word that passes it on: it is what the message is about.
            if above.isEmpty || isPassingOn(above) { return Array(lines.indices) }
            return merge(own, end: tail)
        }
        return merge(own, end: forward ?? lines.count)
    }

    /// For each stretch its lines without a signature; none for quotes.
    private func ownLines() -> [[Int]] {
        var hasText = false
        return stretches.map { stretch in
            guard case .own(let range) = stretch else { return [] }
            let kept = SignatureCut.kept(range, lines, hasTextAbove: hasText)
            if kept.contains(where: { !lines[$0].isBlank }) { hasText = true }
            return kept
        }
    }

    private func merge(_ own: [[Int]], end: Int) -> [Int] {
        let isOwn = own.map { kept in kept.contains { !lines[$0].isBlank } }
        let answers = stretches.indices.count { isAnswered($0, isOwn) }
        var kept: [Int] = []
        for (place, stretch) in stretches.enumerated() {
            switch stretch {
            case .own: kept.append(contentsOf: own[place])
            case .quote(let range, let isReply):
                let hasAbove = isOwn[..<place].contains(true)
                let isLast = !stretches[(place + 1)...].contains { if case .quote = $0 { true } else { false } }
                if isAnswered(place, isOwn) {
                    if answers >= 2 {
                        kept.append(contentsOf: context(range, Self.longestContext))
                    } else if !isLast {
                        kept.append(contentsOf: context(range, Self.longestLoneContext))
                    } else if !isReply, hasAbove || range.count <= Self.longestLoneContext {
                        kept.append(contentsOf: range)
                    }
                } else if !isReply, tail == nil, leads(to: range.lowerBound, inReply: isBelowReply(place)) {
                    kept.append(contentsOf: range)
                }
            }
        }
        if let forward { kept.append(contentsOf: forward..<lines.count) }
        // A rule that stood between the text and what went has nothing to part any more.
        if forward == nil {
            while let last = kept.last, lines[last].isBlank || end < lines.count && lines[last].isRule {
                kept.removeLast()
            }
        }
        return kept
    }

    /// Whether text of the sender stands right below a quote.
    private func isAnswered(_ place: Int, _ isOwn: [Bool]) -> Bool {
        guard case .quote = stretches[place], place + 1 < stretches.count else { return false }
        return isOwn[place + 1]
    }

    /// Whether a mail program quoted above: then this quote may be the rest of the same.
    private func isBelowReply(_ place: Int) -> Bool {
        stretches[..<place].contains { if case .quote(_, isReply: true) = $0 { true } else { false } }
    }

    /// Whether the text above leads up to a quote: by a colon, or, but for the rest of what a program quoted, by
    /// standing right above it.
    private func leads(to index: Int, inReply: Bool) -> Bool {
        guard index > 0 else { return false }
        if !lines[index - 1].isBlank {
            return !lines[index - 1].isQuoted && (!inReply || lines[index - 1].endsWithColon)
        }
        var above = index - 1
        while above >= 0, lines[above].isBlank { above -= 1 }
        return above >= 0 && !lines[above].isQuoted && lines[above].endsWithColon
    }

    /// The end of a quote, beginning with a paragraph where one begins there.
    private func context(_ range: Range<Int>, _ most: Int) -> Range<Int> {
        guard range.count > most else { return range }
        let earliest = range.upperBound - most
        let paragraph = range[earliest...].first { lines[$0].isBlank }.map { $0 + 1 }
        return (paragraph.map { $0 < range.upperBound ? $0 : earliest } ?? earliest)..<range.upperBound
    }

    private func isPassingOn(_ above: [Int]) -> Bool {
        guard above.count == 1, var text = lines[above[0]].plain(longest: 60) else { return false }
        while let last = text.utf8.last, ".!,:-".utf8.contains(last) { text.removeLast() }
        return ReplyWords.shared.passingOn.contains(text)
    }

    // MARK: Output

    /// The lines without empty ones at either end, and with one where something was taken out between two.
    private func closedUp(_ kept: [Int]) -> [TextLine] {
        var result: [TextLine] = []
        var previous: Int?
        for index in kept {
            let line = lines[index]
            let isEmpty = line.isBlank && line.depth == 0
            let lastIsEmpty = result.last?.isBlank ?? true
            if let previous, index != previous + 1, !lastIsEmpty, !isEmpty { result.append(TextLine(text: [])) }
            if isEmpty, previous != index - 1, lastIsEmpty { continue }
            previous = index
            if isEmpty, result.isEmpty { continue }
            result.append(TextLine(text: isEmpty ? [] : line.text, mark: line.mark))
        }
        while let last = result.last, last.text.isEmpty { result.removeLast() }
        return result
    }
}
