/// A zone's rule for the years beyond its table: the POSIX TZ string of RFC 8536 §3.3, with the hours of -167 to 167
/// that version 3 adds. It repeats itself every 400 years.
struct PosixRule: Hashable, Sendable {
    /// A day of the year on which clocks change.
    enum Day: Hashable, Sendable {
        /// `Jn`: 1...365, where February 29 is never counted.
        case julian(Int)
        /// `n`: 0...365, where February 29 is counted.
        case zeroBased(Int)
        /// `Mm.w.d`: weekday `d` (Sunday is 0) of week `w` of month `m`; week 5 is the last.
        case weekday(month: Int, week: Int, day: Int)
    }

    /// A change of clocks: seconds after the midnight of its day, in the local time before it.
    struct Change: Hashable, Sendable {
        var day: Day
        var time: Int64
    }

    struct Summer: Hashable, Sendable {
        var offset: Int32
        var start: Change
        var end: Change
    }

    var offset: Int32
    /// Nil where clocks never change.
    var summer: Summer?

    /// Seconds east of UTC.
    func offset(at utcSeconds: Int64) -> Int32 {
        guard let summer else { return offset }
        let instant = TimeZoneRules.bounded(utcSeconds)
        let year = LocalDate(dayNumber: Int(instant.flooredDivision(by: 86_400).quotient)).year
        var latest = Int64.min
        var result = offset
        // A change may lie a week outside its year. Where both fall on one instant, summer time goes on: that is how
        // a zone that has it all year is written.
        for year in year - 2...year + 1 {
            let end = instantOfEnd(summer, in: year)
            if end <= instant, end > latest { (latest, result) = (end, offset) }
            let start = instantOfStart(summer, in: year)
            if start <= instant, start >= latest { (latest, result) = (start, summer.offset) }
        }
        return result
    }

    /// The instants from `start` to `end` at which clocks may change, in order.
    func changes(from start: Int64, to end: Int64) -> [Int64] {
        guard let summer, start < end else { return [] }
        let first = LocalDate(dayNumber: Int(TimeZoneRules.bounded(start).flooredDivision(by: 86_400).quotient)).year
        let last = LocalDate(dayNumber: Int(TimeZoneRules.bounded(end).flooredDivision(by: 86_400).quotient)).year
        return (first - 1...last + 1).flatMap { [instantOfStart(summer, in: $0), instantOfEnd(summer, in: $0)] }
            .filter { $0 >= start && $0 < end }.sorted()
    }

    private func instantOfStart(_ summer: Summer, in year: Int) -> Int64 {
        Int64(summer.start.day.dayNumber(in: year)) * 86_400 + summer.start.time - Int64(offset)
    }

    private func instantOfEnd(_ summer: Summer, in year: Int) -> Int64 {
        Int64(summer.end.day.dayNumber(in: year)) * 86_400 + summer.end.time - Int64(summer.offset)
    }
}

extension PosixRule.Day {
    /// Days since 1970-01-01.
    func dayNumber(in year: Int) -> Int {
        switch self {
        case .julian(let day):
            let afterLeapDay = day >= 60 && LocalDate.isLeap(year)
            return LocalDate.dayNumber(year: year, month: 1, day: 1) + day - 1 + (afterLeapDay ? 1 : 0)
        case .zeroBased(let day):
            return LocalDate.dayNumber(year: year, month: 1, day: 1) + day
        case .weekday(let month, let week, let day):
            let first = LocalDate.dayNumber(year: year, month: month, day: 1)
            // `Weekday` counts from Monday, POSIX from Sunday.
            let firstWeekday = (LocalDate.weekday(ofDay: first).rawValue + 1) % 7
            let dayOfMonth = (day - firstWeekday + 7) % 7 + (week - 1) * 7
            return first + (dayOfMonth < LocalDate.days(inMonth: month, of: year) ? dayOfMonth : dayOfMonth - 7)
        }
    }
}
