/// The UTC offsets of one time zone, for all times: its table of changes, then the rule that goes on after it.
///
/// All instants are seconds since 1970-01-01T00:00:00Z, leap seconds not counted; offsets are seconds east of UTC.
package struct TimeZoneRules: Hashable, Sendable {
    /// From `start` on, `offset` holds.
    struct Change: Hashable, Sendable {
        var start: Int64
        var offset: Int32
    }

    /// Before the first change.
    private let initialOffset: Int32
    /// Strictly ascending.
    private let changes: [Change]
    /// Holds from the last change on; for all times where there is none.
    private let rule: PosixRule?

    package static let utc = TimeZoneRules(initialOffset: 0, changes: [], rule: nil)

    init(initialOffset: Int32, changes: [Change], rule: PosixRule?) {
        self.initialOffset = initialOffset
        self.changes = changes
        self.rule = rule
    }

    /// Reads the zone `name`. Throws for a name that may not be asked for, an unknown one, and unusable bytes.
    package init(named name: String, from source: ZoneSource) throws(BusinessTimeError) {
        try ZoneName.validate(name)
        guard let bytes = source(name) else { throw .unknownZone(name) }
        try self.init(tzif: bytes)
    }

    /// Seconds east of UTC in force at an instant.
    package func offset(at utcSeconds: Int64) -> Int32 {
        let last = changes.lastIndex(notAfter: utcSeconds) { $0.start }
        if let rule, last == changes.indices.last { return rule.offset(at: utcSeconds) }
        return last.map { changes[$0].offset } ?? initialOffset
    }

    /// The last change before the rule takes over; nil where the zone has no table.
    var lastTableChange: Int64? { changes.last?.start }

    /// The offsets in force from `start` to `end`, in order: the first begins at `start`, each other one at a change.
    ///
    /// The work grows with the years between: callers bound them.
    func offsets(from start: Int64, to end: Int64) -> [Change] {
        var starts = changes.map(\.start)
        if let rule {
            let last = starts.last ?? .min
            starts += rule.changes(from: max(start, last), to: end)
        }
        var result = [Change(start: start, offset: offset(at: start))]
        for change in starts where change > start && change < end {
            let offset = offset(at: change)
            if offset != result.last?.offset { result.append(Change(start: change, offset: offset)) }
        }
        return result
    }
}

extension Array {
    /// The last element whose key is not above `limit`, by binary search; the elements are in order of their keys.
    @inline(__always)
    func lastIndex(notAfter limit: Int64, key: (Element) -> Int64) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if key(self[middle]) <= limit { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}
