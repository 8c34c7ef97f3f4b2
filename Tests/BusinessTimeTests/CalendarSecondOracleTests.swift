import BusinessTime
import Testing

/// Held against the wall clock of every second, around changes of the clocks.
@Suite struct CalendarSecondOracleTests {
    struct Day: Sendable, CustomTestStringConvertible {
        var zone: String
        /// UTC, some hours before the change.
        var from: String
        var testDescription: String { "\(zone) \(from)" }
    }

    static let days = [
        Day(zone: "Europe/Berlin", from: "2026-03-28T18:00"), Day(zone: "Europe/Berlin", from: "2026-10-24T18:00"),
        Day(zone: "America/New_York", from: "2026-03-08T00:00"),
        Day(zone: "America/New_York", from: "2026-11-01T00:00"),
        Day(zone: "Australia/Lord_Howe", from: "2026-04-04T08:00"),
        Day(zone: "Australia/Lord_Howe", from: "2026-10-03T08:00"),
        Day(zone: "Africa/Casablanca", from: "2026-02-14T18:00"),
        Day(zone: "Africa/Casablanca", from: "2026-03-21T18:00"), Day(zone: "Asia/Kolkata", from: "2026-03-28T18:00"),
        // The footer's years.
        Day(zone: "Europe/Berlin", from: "2087-03-29T18:00"), Day(zone: "America/New_York", from: "2101-11-06T00:00"),
    ]

    @Test(arguments: days) func agreesToTheSecond(day: Day) throws {
        let start = try seconds(day.from)
        var random = SeededGenerator(seed: UInt64(bitPattern: start))
        for round in 0..<4 {
            let hours = try CalendarPropertyTests.week(&random)
            let first = try Zones.named(day.zone).local(at: start).date
            let holidays = round % 2 == 0 ? [] : [try Holiday(.date(first.adding(days: 1)))]
            let calendar = Calendar(
                name: "random", zone: try Zones.named(day.zone), first: (hours, holidays),
                then: round < 2
                    ? []
                    : [
                        Calendar.Version(
                            from: first.adding(days: 1), hours: try CalendarPropertyTests.week(&random), holidays: [])
                    ])
            let oracle = SecondOracle(calendar, from: start, seconds: 100_000)
            for _ in 0..<2 {
                let a = start + Int64.random(in: 0..<20_000, using: &random)
                let b = a + Int64.random(in: 0..<70_000, using: &random)
                let c = b + Int64.random(in: 0..<10_000, using: &random)
                let ab = oracle.elapsed(from: a, to: b)
                #expect(calendar.elapsed(from: a * 1000, to: b * 1000) == ab * 1000)
                #expect(calendar.elapsed(from: b * 1000, to: a * 1000) == 0)
                #expect(
                    calendar.elapsed(from: a * 1000, to: c * 1000)
                        == (ab + oracle.elapsed(from: b, to: c)) * 1000)
                let wanted = Int64.random(in: 0...30_000, using: &random)
                guard let due = oracle.due(from: a, seconds: wanted) else { continue }
                #expect(calendar.due(from: a * 1000, milliseconds: wanted * 1000) == due * 1000)
                #expect(calendar.elapsed(from: a * 1000, to: due * 1000) == wanted * 1000)
            }
        }
    }

    /// All the sentences at once: what closes, what opens, and where a deadline falls. Berlin; 2026-02-02 is a Monday.
    @Test(arguments: [
        ("mon-fri", "09:00-17:00", "2026-02-02T15:00", Int64(1), "2026-02-02T16:00", "due at the closing minute"),
        ("mon-fri", "09:00-17:00", "2026-02-06T15:00", 1, "2026-02-06T16:00", "not Monday's opening"),
        ("mon-fri", "09:00-17:00", "2026-02-06T16:00", 0, "2026-02-06T16:00", "nothing is due at once, closed or not"),
        ("mon-sun", "22:00-06:00", "2026-03-28T21:00", 7, "2026-03-29T04:00", "the night of spring has seven hours"),
        ("mon-sun", "22:00-06:00", "2026-10-24T20:00", 9, "2026-10-25T05:00", "the night of autumn has nine"),
        ("sat", "22:00-06:00", "2026-03-28T21:00", 8, "2026-04-04T21:00", "and the eighth comes a week later"),
    ])
    func deadlines(days: String, hours: String, from: String, hoursOfWork: Int64, due: String, why: Comment) throws {
        let calendar = try makeCalendar("Europe/Berlin", hours: [days: [hours]])
        let found = calendar.due(from: try utc(from), milliseconds: hoursOfWork * hour)
        #expect(text(found) == due + ":00", why)
    }
}
