import BusinessTime
import Testing

/// Random calendars and spans, held against `Oracle` and against themselves.
@Suite struct CalendarPropertyTests {
    static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC",
        "America/Sao_Paulo", "Europe/Dublin", "Asia/Gaza", "Pacific/Apia",
    ]

    struct Sample {
        var calendar: Calendar
        /// A full hour in UTC milliseconds, in the days of which the dated holidays lie.
        var start: Int64
    }

    static func hours(_ random: inout SeededGenerator) throws -> [HoursInterval] {
        let step = [1, 5, 15, 30].randomElement(using: &random) ?? 1
        let count = Int.random(in: 0...3, using: &random) * 2
        let minutes = Set((0..<count).map { _ in Int.random(in: 0...1440 / step, using: &random) * step }).sorted()
        var result = try stride(from: 0, to: minutes.count - 1, by: 2).map { index in
            try HoursInterval(
                start: #require(LocalTime(minute: minutes[index])), end: #require(LocalTime(minute: minutes[index + 1]))
            )
        }
        let start = max(minutes.last ?? 0, 1000)
        if start < 1400, Bool.random(using: &random) {
            result.append(
                try HoursInterval(
                    start: #require(LocalTime(minute: start + 10)),
                    end: #require(LocalTime(minute: Int.random(in: 0...500, using: &random)))))
        }
        return result
    }

    static func week(_ random: inout SeededGenerator) throws -> WeeklyHours {
        var week: [Weekday: [HoursInterval]] = [:]
        for day in Weekday.allCases {
            // A day that overlaps with the evening before stays closed.
            var trial = week
            trial[day] = try hours(&random)
            if (try? WeeklyHours(trial)) != nil { week = trial }
        }
        return try WeeklyHours(week)
    }

    static func sample(seed: UInt64) throws -> Sample {
        var random = SeededGenerator(seed: seed)
        let zone = try Zones.named(zones[Int(seed) % zones.count])
        let week = try week(&random)
        // Half of the samples around a change of clocks in spring or autumn.
        let year = Int.random(in: 1971...2198, using: &random)
        let month =
            Bool.random(using: &random) ? [3, 4, 10, 11][Int.random(in: 0...3, using: &random)] : 1 + Int(seed) % 12
        let first = try #require(LocalDate(year: year, month: month, day: Int.random(in: 1...28, using: &random)))
        var holidays: [Holiday] = []
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let date = first.adding(days: Int.random(in: 0...8, using: &random))
            let days: Holiday.Days =
                switch Int.random(in: 0...2, using: &random) {
                case 0: .yearly(month: date.month, day: date.day)
                case 1: .date(date)
                default: .range(date, date.adding(days: Int.random(in: 0...3, using: &random)))
                }
            holidays.append(try Holiday(days, hours: Bool.random(using: &random) ? [] : hours(&random)))
        }
        var later: [Calendar.Version] = []
        for _ in 0..<max(0, Int.random(in: -1...3, using: &random)) {
            later.append(
                Calendar.Version(
                    from: first.adding(days: Int.random(in: 0...8, using: &random)), hours: try Self.week(&random),
                    holidays: Bool.random(using: &random) ? holidays : []))
        }
        let calendar = Calendar(name: "random", zone: zone, first: (week, holidays), then: later)
        return Sample(calendar: calendar, start: Int64(first.dayNumber) * 24 * hour)
    }

    @Test(arguments: 0..<60)
    func agreesWithTheSlowWay(seed: Int) throws {
        let sample = try Self.sample(seed: UInt64(seed))
        let calendar = sample.calendar
        let oracle = Oracle(calendar, from: sample.start, minutes: 9 * 1440)
        var random = SeededGenerator(seed: UInt64(seed) + 1000)
        for _ in 0..<12 {
            let from = Int64.random(in: oracle.start..<oracle.end, using: &random)
            let to = Int64.random(in: from..<oracle.end, using: &random)
            #expect(calendar.isOpen(at: from) == oracle.isOpen(at: from), "\(text(from) ?? "")")
            let elapsed = calendar.elapsed(from: from, to: to)
            #expect(elapsed == oracle.elapsed(from: from, to: to), "\(text(from) ?? "") to \(text(to) ?? "")")
            for wanted in [elapsed, Int64.random(in: 0...24 * hour, using: &random)] {
                guard let expected = oracle.due(from: from, milliseconds: wanted) else { continue }
                let due = calendar.due(from: from, milliseconds: wanted)
                #expect(text(due) == text(expected), "\(wanted) ms from \(text(from) ?? "")")
            }
        }
        // Every minute boundary, once.
        for index in 0..<9 * 1440 {
            let instant = oracle.start + Int64(index) * minute
            guard calendar.isOpen(at: instant) == oracle.isOpen(at: instant) else {
                Issue.record("\(text(instant) ?? "")")
                break
            }
        }
    }

    @Test(arguments: 100..<140)
    func elapsedUndoesDueAddsUpAndNeverFalls(seed: Int) throws {
        let sample = try Self.sample(seed: UInt64(seed))
        let calendar = sample.calendar
        guard !calendar.neverOpens else { return }
        var random = SeededGenerator(seed: UInt64(seed) + 1000)
        for _ in 0..<50 {
            // From minutes to centuries.
            let reach = hour << Int64.random(in: 0...22, using: &random)
            let points = (0..<3).map { _ in sample.start + Int64.random(in: 0...reach, using: &random) }.sorted()
            let (a, b, c) = (points[0], points[1], points[2])
            let (ab, bc, ac) = (
                calendar.elapsed(from: a, to: b), calendar.elapsed(from: b, to: c), calendar.elapsed(from: a, to: c)
            )
            #expect(ab + bc == ac)
            #expect(ab <= ac && ab <= b - a)

            let d = Int64.random(in: 1...reach, using: &random)
            guard let due = calendar.due(from: a, milliseconds: d) else { continue }
            #expect(calendar.elapsed(from: a, to: due) == d)
            #expect(calendar.elapsed(from: a, to: due - 1) == d - 1, "not the first such instant")
            #expect(calendar.isOpen(at: due - 1))
            if let later = calendar.due(from: b, milliseconds: d) { #expect(later >= due) }
            if let more = calendar.due(from: a, milliseconds: d + 1) { #expect(more > due) }
        }
    }

    @Test(arguments: 200..<210)
    func tenYearsAreTheSumOfWhatIsListed(seed: Int) throws {
        let sample = try Self.sample(seed: UInt64(seed))
        let zone = sample.calendar.zone
        var date = zone.local(at: sample.start / 1000).date
        let first = date
        var sum: Int64 = 0
        for _ in 0..<10 {
            let next = date.adding(days: 365)
            sum += sample.calendar.openIntervals(from: date, to: next).reduce(0) { $0 + $1.end - $1.start }
            date = next
        }
        let ends = [first, date].map { zone.instants(of: LocalDateTime(date: $0)).earliest * 1000 }
        #expect(sample.calendar.elapsed(from: ends[0], to: ends[1]) == sum)
    }

    @Test(arguments: 300..<310)
    func allRepeatsItselfAfterFourCenturies(seed: Int) throws {
        let sample = try Self.sample(seed: UInt64(seed))
        let period: Int64 = 146_097 * 24 * hour
        // Past every table and every dated holiday.
        let start = try utc("2199-12-31T00:00") + 3 * 366 * 24 * hour
        var random = SeededGenerator(seed: UInt64(seed) + 1000)
        for _ in 0..<20 {
            let a = start + Int64.random(in: 0...period, using: &random)
            let b = a + Int64.random(in: 0...period, using: &random)
            for times in [Int64(1), 2, 500] {
                let shift = times * period
                #expect(
                    sample.calendar.elapsed(from: a, to: b) == sample.calendar.elapsed(from: a + shift, to: b + shift))
                guard let due = sample.calendar.due(from: a, milliseconds: b - a) else { continue }
                #expect(sample.calendar.due(from: a + shift, milliseconds: b - a) == due + shift)
            }
        }
    }
}
