import BusinessTime

/// Working time found out the slow way: minute by minute, from the words of the rules. For zones whose offsets are
/// whole minutes and change at half hours only.
struct Oracle {
    let start: Int64
    private var open: [Bool] = []

    /// Looks at `minutes` minutes from `start`, in UTC milliseconds, a full half hour.
    init(_ calendar: Calendar, from start: Int64, minutes: Int) {
        self.start = start
        var offset: Int32 = 0
        var date = LocalDate(dayNumber: 0)
        var own: [HoursInterval] = []
        var before: [HoursInterval] = []
        for index in 0..<minutes {
            let second = start / 1000 + Int64(index) * 60
            if index % 30 == 0 { offset = calendar.zone.offset(at: second) }
            let minuteOfTime = Int((second + Int64(offset)) / 60)
            let today = LocalDate(dayNumber: minuteOfTime / 1440)
            if today != date || index == 0 {
                date = today
                own = Self.hours(calendar, on: today)
                before = Self.hours(calendar, on: today.adding(days: -1))
            }
            let now = minuteOfTime % 1440
            let isOwn = own.contains { interval in
                now >= interval.start.minute && (now < interval.end.minute || interval.end < interval.start)
            }
            open.append(isOwn || before.contains { $0.end < $0.start && now < $0.end.minute })
        }
    }

    var end: Int64 { start + Int64(open.count) * minute }

    func isOpen(at instant: Int64) -> Bool { open[Int((instant - start) / minute)] }

    func elapsed(from first: Int64, to last: Int64) -> Int64 {
        open.indices.reduce(0) { sum, index in
            let from = start + Int64(index) * minute
            return sum + (open[index] ? max(0, min(last, from + minute) - max(first, from)) : 0)
        }
    }

    /// Nil where it lies beyond what was looked at.
    func due(from first: Int64, milliseconds: Int64) -> Int64? {
        var left = milliseconds
        var now = first
        while left > 0 {
            guard now < end else { return nil }
            let next = now - (now - start) % minute + minute
            if isOpen(at: now) {
                if next - now >= left { return now + left }
                left -= next - now
            }
            now = next
        }
        return now
    }

    /// What starts on a date: a single date goes before a range, a range before a yearly date, a later entry before
    /// an earlier one.
    private static func hours(_ calendar: Calendar, on date: LocalDate) -> [HoursInterval] {
        var found: [Int: [HoursInterval]] = [:]
        var version = calendar.versions[0]
        for later in calendar.versions.dropFirst() where later.from <= date { version = later }
        for holiday in version.holidays {
            switch holiday.days {
            case .yearly(let month, let day) where month == date.month && day == date.day: found[1] = holiday.hours
            case .range(let first, let last) where first <= date && date <= last: found[2] = holiday.hours
            case .date(date): found[3] = holiday.hours
            default: break
            }
        }
        return found[3] ?? found[2] ?? found[1] ?? version.hours[date.weekday]
    }
}
