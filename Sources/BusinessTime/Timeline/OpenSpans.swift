/// The open seconds of a stretch of local time (a day, a week), with their running total, so that counting them and
/// finding one by its number take a binary search.
struct OpenSpans: Hashable, Sendable {
    struct Span: Hashable, Sendable {
        var start: Int64
        var end: Int64
        /// Open seconds before `start`.
        var before: Int64
    }

    /// In order; they neither overlap nor touch.
    private(set) var spans: [Span] = []
    /// All open seconds.
    private(set) var total: Int64 = 0

    /// Joins what overlaps or touches; seconds covered twice count once.
    init(joining ranges: [Range<Int64>]) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = spans.last, range.lowerBound <= last.end {
                spans[spans.count - 1].end = max(last.end, range.upperBound)
            } else {
                spans.append(Span(start: range.lowerBound, end: range.upperBound, before: 0))
            }
        }
        for index in spans.indices {
            spans[index].before = total
            total += spans[index].end - spans[index].start
        }
    }

    /// Open seconds before `second`, and where the span ends in which it lies: nil where it lies in none.
    func position(of second: Int64) -> (before: Int64, openUntil: Int64?) {
        guard let index = spans.lastIndex(notAfter: second, key: { $0.start }) else { return (0, nil) }
        let span = spans[index]
        return second < span.end
            ? (span.before + second - span.start, span.end) : (span.before + span.end - span.start, nil)
    }

    /// The open second before which there are `count` others; nil where there are too few.
    func second(after count: Int64) -> Int64? {
        guard count < total, let index = spans.lastIndex(notAfter: count, key: { $0.before }) else { return nil }
        return spans[index].start + count - spans[index].before
    }
}
