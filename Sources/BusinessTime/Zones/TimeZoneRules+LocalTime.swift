/// A wall-clock date and time, to the second.
package struct LocalDateTime: Hashable, Sendable, CustomStringConvertible {
    package var date: LocalDate
    /// 0..<86400
    package var secondOfDay: Int

    package init(date: LocalDate, secondOfDay: Int = 0) {
        self.date = date
        self.secondOfDay = secondOfDay
    }

    package var description: String {
        "\(date)T\(padded(secondOfDay / 3600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
    }
}

/// The instants, in UTC seconds, at which clocks on the wall show a certain time.
package enum LocalMapping: Hashable, Sendable {
    case once(Int64)
    /// Clocks were put back: the time came twice.
    case twice(Int64, Int64)
    /// Clocks were put forward over it, at this instant: the time never came.
    case skipped(at: Int64)

    /// The first instant at or after which clocks show that time or a later one.
    package var earliest: Int64 {
        switch self {
        case .once(let instant), .twice(let instant, _), .skipped(let instant): instant
        }
    }
}

extension TimeZoneRules {
    /// What clocks show at an instant.
    package func local(at utcSeconds: Int64) -> LocalDateTime {
        let (day, second) = (Self.bounded(utcSeconds) + Int64(offset(at: utcSeconds))).flooredDivision(by: 86_400)
        return LocalDateTime(date: LocalDate(dayNumber: Int(day)), secondOfDay: Int(second))
    }

    /// When clocks show `local`. Were it ever to come more than twice, the first and the last of them.
    package func instants(of local: LocalDateTime) -> LocalMapping {
        let wall = Int64(local.date.dayNumber) * 86_400 + Int64(local.secondOfDay)
        let reach = Int64(TZifReader.offsets.upperBound) + 1
        let offsets = offsets(from: wall - reach, to: wall + reach)
        let found = offsets.map { wall - Int64($0.offset) }.filter { instant in
            Int64(self.offset(at: instant)) == wall - instant
        }
        if let first = found.min(), let last = found.max() { return first == last ? .once(first) : .twice(first, last) }
        let skip = zip(offsets, offsets.dropFirst()).first { before, after in
            after.start + Int64(before.offset) <= wall && wall < after.start + Int64(after.offset)
        }
        return .skipped(at: skip?.1.start ?? wall - Int64(offset(at: wall)))
    }

    /// Far beyond any date that can be written, and far from where the arithmetic of dates would overflow.
    static func bounded(_ utcSeconds: Int64) -> Int64 {
        min(max(utcSeconds, -(1 << 55)), 1 << 55)
    }
}
