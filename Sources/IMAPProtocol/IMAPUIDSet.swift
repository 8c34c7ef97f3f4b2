/// A set of UIDs as ascending ranges that neither overlap nor touch: a million messages in a row are one range.
package struct IMAPUIDSet: Sendable, Hashable, CustomStringConvertible {
    package private(set) var ranges: [ClosedRange<UInt32>] = []

    package init() {}

    package init(_ range: ClosedRange<UInt32>) {
        ranges = [range]
    }

    /// In any order; repetitions count once.
    package init(_ uids: some Sequence<UInt32>) {
        self.init(ranges: uids.map { $0...$0 })
    }

    init(ranges: [ClosedRange<UInt32>]) {
        var isAscending = true
        for i in ranges.indices.dropFirst() where ranges[i].lowerBound < ranges[i - 1].lowerBound {
            isAscending = false
            break
        }
        for range in isAscending ? ranges : ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = self.ranges.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
                let upper = max(last.upperBound, range.upperBound)
                self.ranges[self.ranges.count - 1] = last.lowerBound...upper
            } else {
                self.ranges.append(range)
            }
        }
    }

    package var isEmpty: Bool { ranges.isEmpty }
    package var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }
    package var last: UInt32? { ranges.last?.upperBound }

    package func contains(_ uid: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < uid { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= uid
    }

    /// Those of this set that are at least `uid`.
    package func from(_ uid: UInt32) -> IMAPUIDSet {
        var result = IMAPUIDSet()
        result.ranges = ranges.compactMap { $0.upperBound < uid ? nil : max($0.lowerBound, uid)...$0.upperBound }
        return result
    }

    /// Those of this set that are at most `uid`.
    package func through(_ uid: UInt32) -> IMAPUIDSet {
        var result = IMAPUIDSet()
        result.ranges = ranges.compactMap { $0.lowerBound > uid ? nil : $0.lowerBound...min($0.upperBound, uid) }
        return result
    }

    /// The lowest UIDs, at most so many.
    package func prefix(_ count: Int) -> [UInt32] {
        var uids: [UInt32] = []
        for range in ranges {
            for uid in range {
                guard uids.count < count else { return uids }
                uids.append(uid)
            }
        }
        return uids
    }

    /// As commands write it: `1:4,7`.
    package var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    }
}
