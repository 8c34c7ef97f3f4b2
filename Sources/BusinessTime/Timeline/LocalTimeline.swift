/// The open seconds on the axis of local time: the ordinary week over and over, but for the days on which holidays,
/// and what they do to the day after, make a difference.
///
/// Local time is counted in seconds since 1970-01-01T00:00:00 on the wall. Positions are counts of open seconds from a
/// fixed origin. Every question takes two or three binary searches, however far apart the times are; the memory is 40
/// bytes for each run of differing days.
struct LocalTimeline: Sendable {
    private static let day: Int64 = 86_400
    private static let week: Int64 = 7 * day
    /// The Monday from which weeks are counted: 1969-12-29.
    private static let origin: Int64 = -3 * day

    /// Days in a row that share one pattern, which is not the ordinary week's.
    private struct Run {
        var start: Int64
        var end: Int64
        var pattern: Int
        /// The position of `start`.
        var before: Int64
        /// What the run and all earlier ones add to the ordinary week, from `end` on.
        var surplus: Int64
    }

    private let ordinary: OpenSpans
    private var patterns: [OpenSpans] = []
    private var runs: [Run] = []

    /// Holidays are laid out over `days`, a range of day numbers; elsewhere only the ordinary week holds.
    init(hours: WeeklyHours, holidays: [Holiday], days: Range<Int>) {
        // Interval lists by number, so that days alike share one pattern: first those of the weekdays.
        var lists = Weekday.allCases.map { hours[$0] }
        ordinary = OpenSpans(joining: Self.week(of: lists))
        var numbers: [[HoursInterval]: Int] = [:]
        let listOfHoliday = holidays.map { holiday in
            let number = numbers[holiday.hours, default: lists.count]
            if number == lists.count {
                numbers[holiday.hours] = number
                lists.append(holiday.hours)
            }
            return number
        }
        let special = HolidayDays(holidays, over: days).list.map { (day: $0.day, list: listOfHoliday[$0.holiday]) }

        var numbersOfPatterns: [Int: Int] = [:]
        func lay(_ day: Int, list: Int, dayBefore: Int) {
            let key = list * lists.count + dayBefore
            let pattern = numbersOfPatterns[key, default: patterns.count]
            if pattern == patterns.count {
                numbersOfPatterns[key] = pattern
                patterns.append(OpenSpans(joining: Self.day(of: lists[list], after: lists[dayBefore])))
            }
            append(day, pattern: pattern)
        }
        let mayRunOver = lists.map { $0.contains(where: \.runsOverMidnight) }

        var last: (day: Int, list: Int)?
        for (index, (day, list)) in special.enumerated() {
            let weekdayBefore = LocalDate.weekday(ofDay: day - 1).rawValue
            lay(day, list: list, dayBefore: last?.day == day - 1 ? last?.list ?? weekdayBefore : weekdayBefore)
            last = (day, list)
            let isNextSpecial = index + 1 < special.count && special[index + 1].day == day + 1
            let weekday = LocalDate.weekday(ofDay: day).rawValue
            if !isNextSpecial, mayRunOver[list] || mayRunOver[weekday] {
                lay(day + 1, list: LocalDate.weekday(ofDay: day + 1).rawValue, dayBefore: list)
            }
        }
    }

    /// Open seconds before `second`, and where its span ends at the latest: nil where it is not open. A span may go on
    /// after the end that is given.
    func position(of second: Int64) -> (worked: Int64, openUntil: Int64?) {
        guard let index = runs.lastIndex(notAfter: second, key: { $0.start }) else {
            return ordinaryPosition(of: second)
        }
        let run = runs[index]
        if second >= run.end {
            let (worked, openUntil) = ordinaryPosition(of: second)
            let next = index + 1 < runs.count ? runs[index + 1].start : .max
            return (worked + run.surplus, openUntil.map { min($0, next) })
        }
        let (days, rest) = (second - run.start).quotientAndRemainder(dividingBy: Self.day)
        let (before, openUntil) = patterns[run.pattern].position(of: rest)
        return (run.before + days * patterns[run.pattern].total + before, openUntil.map { second - rest + $0 })
    }

    /// The open second at a position; nil where the calendar never opens again.
    func second(at position: Int64) -> Int64? {
        guard let index = runs.lastIndex(notAfter: position, key: { $0.before }) else {
            return ordinarySecond(at: position)
        }
        let run = runs[index]
        let total = patterns[run.pattern].total
        guard total > 0, position - run.before < (run.end - run.start) / Self.day * total else {
            return ordinarySecond(at: position - run.surplus)
        }
        let (days, rest) = (position - run.before).quotientAndRemainder(dividingBy: total)
        return patterns[run.pattern].second(after: rest).map { run.start + days * Self.day + $0 }
    }

    private func ordinaryPosition(of second: Int64) -> (worked: Int64, openUntil: Int64?) {
        let (weeks, rest) = (second - Self.origin).flooredDivision(by: Self.week)
        let (before, openUntil) = ordinary.position(of: rest)
        return (weeks * ordinary.total + before, openUntil.map { second - rest + $0 })
    }

    private func ordinarySecond(at position: Int64) -> Int64? {
        guard ordinary.total > 0 else { return nil }
        let (weeks, rest) = position.flooredDivision(by: ordinary.total)
        return ordinary.second(after: rest).map { Self.origin + weeks * Self.week + $0 }
    }

    private mutating func append(_ dayNumber: Int, pattern: Int) {
        let start = Int64(dayNumber) * Self.day
        if let last = runs.last, last.end == start, last.pattern == pattern {
            runs[runs.count - 1].end += Self.day
        } else {
            let before = ordinaryPosition(of: start).worked + (runs.last?.surplus ?? 0)
            runs.append(Run(start: start, end: start + Self.day, pattern: pattern, before: before, surplus: 0))
        }
        let run = runs[runs.count - 1]
        let worked = (run.end - run.start) / Self.day * patterns[pattern].total
        runs[runs.count - 1].surplus = run.before + worked - ordinaryPosition(of: run.end).worked
    }

    /// What is open in a day, from its own intervals and from those of the day before that run over midnight.
    private static func day(of list: [HoursInterval], after dayBefore: [HoursInterval]) -> [Range<Int64>] {
        list.map { Int64($0.startMinute) * 60..<min(Int64($0.endMinute) * 60, day) }
            + dayBefore.filter(\.runsOverMidnight).map { 0..<Int64($0.endMinute) * 60 - day }
    }

    private static func week(of lists: [[HoursInterval]]) -> [Range<Int64>] {
        lists.indices.flatMap { index in
            Self.day(of: lists[index], after: lists[(index + 6) % 7]).map { range in
                range.lowerBound + Int64(index) * day..<range.upperBound + Int64(index) * day
            }
        }
    }
}
