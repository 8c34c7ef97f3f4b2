import BusinessTime
import Testing

/// Working time where clocks are put forward and back.
@Suite struct CalendarClockChangeTests {
    struct Case: CustomTestStringConvertible {
        var zone: String
        var hours: String
        /// The local date, on which these hours are open.
        var date: String
        /// In UTC.
        var open: [String]
        var testDescription: String { "\(zone) \(hours) on \(date)" }
    }

    @Test(arguments: [
        // Berlin, spring: 02:00 to 03:00 does not exist.
        Case(
            zone: "Europe/Berlin", hours: "00:00-24:00", date: "2026-03-29",
            open: ["2026-03-28T23:00..2026-03-29T22:00"]),
        Case(
            zone: "Europe/Berlin", hours: "01:30-03:30", date: "2026-03-29",
            open: ["2026-03-29T00:30..2026-03-29T01:30"]),
        Case(zone: "Europe/Berlin", hours: "02:00-03:00", date: "2026-03-29", open: []),
        Case(
            zone: "Europe/Berlin", hours: "02:30-04:00", date: "2026-03-29",
            open: ["2026-03-29T01:00..2026-03-29T02:00"]),
        // Berlin, autumn: 02:00 to 03:00 comes twice.
        Case(
            zone: "Europe/Berlin", hours: "00:00-24:00", date: "2026-10-25",
            open: ["2026-10-24T22:00..2026-10-25T23:00"]),
        Case(
            zone: "Europe/Berlin", hours: "02:00-03:00", date: "2026-10-25",
            open: ["2026-10-25T00:00..2026-10-25T02:00"]),
        Case(
            zone: "Europe/Berlin", hours: "02:15-02:45", date: "2026-10-25",
            open: ["2026-10-25T00:15..2026-10-25T00:45", "2026-10-25T01:15..2026-10-25T01:45"]),
        Case(
            zone: "Europe/Berlin", hours: "01:00-02:30", date: "2026-10-25",
            open: ["2026-10-24T23:00..2026-10-25T00:30", "2026-10-25T01:00..2026-10-25T01:30"]),
        // Beyond the table.
        Case(
            zone: "Europe/Berlin", hours: "01:30-03:30", date: "2050-03-27",
            open: ["2050-03-27T00:30..2050-03-27T01:30"]),
        Case(
            zone: "Europe/Berlin", hours: "02:00-03:00", date: "2150-10-25",
            open: ["2150-10-25T00:00..2150-10-25T02:00"]),
        // New York.
        Case(
            zone: "America/New_York", hours: "01:30-03:30", date: "2026-03-08",
            open: ["2026-03-08T06:30..2026-03-08T07:30"]),
        Case(
            zone: "America/New_York", hours: "00:30-01:30", date: "2026-11-01",
            open: ["2026-11-01T04:30..2026-11-01T05:30", "2026-11-01T06:00..2026-11-01T06:30"]),
        // Lord Howe: half an hour.
        Case(
            zone: "Australia/Lord_Howe", hours: "01:00-03:00", date: "2026-04-05",
            open: ["2026-04-04T14:00..2026-04-04T16:30"]),
        Case(
            zone: "Australia/Lord_Howe", hours: "01:00-03:00", date: "2026-10-04",
            open: ["2026-10-03T14:30..2026-10-03T16:00"]),
        // Casablanca: back for Ramadan, forward after it.
        Case(
            zone: "Africa/Casablanca", hours: "02:00-04:00", date: "2024-03-10",
            open: ["2024-03-10T01:00..2024-03-10T04:00"]),
        Case(
            zone: "Africa/Casablanca", hours: "02:00-04:00", date: "2024-04-14",
            open: ["2024-04-14T02:00..2024-04-14T03:00"]),
        // A zone that never changes, at a half hour.
        Case(
            zone: "Asia/Kolkata", hours: "08:00-12:00", date: "2026-03-29",
            open: ["2026-03-29T02:30..2026-03-29T06:30"]),
        // A day that was left out altogether.
        Case(zone: "Pacific/Apia", hours: "08:00-12:00", date: "2011-12-30", open: []),
        // Midnight itself does not exist.
        Case(
            zone: "America/Sao_Paulo", hours: "00:00-02:00", date: "2018-11-04",
            open: ["2018-11-04T03:00..2018-11-04T04:00"]),
    ])
    func openWhereTheWallClockSaysSo(example: Case) throws {
        let calendar = try makeCalendar(example.zone, hours: ["mon-sun": [example.hours]])
        let date = try LocalDate(parsing: example.date)
        let listed = calendar.openIntervals(from: date, to: date.adding(days: 1))
        #expect(
            listed.map { "\(text($0.start)?.dropLast(3) ?? "")..\(text($0.end)?.dropLast(3) ?? "")" } == example.open)
        for interval in listed {
            let length = interval.end - interval.start
            #expect(calendar.elapsed(from: interval.start - minute, to: interval.end + minute) >= length)
            #expect(calendar.elapsed(from: interval.start, to: interval.end) == length)
            #expect(calendar.due(from: interval.start, milliseconds: length) == interval.end)
            #expect(calendar.isOpen(at: interval.start) && calendar.isOpen(at: interval.end - 1))
            guard example.hours != "00:00-24:00" else { continue }
            #expect(!calendar.isOpen(at: interval.start - 1) && !calendar.isOpen(at: interval.end))
        }
    }

    @Test func aNightShiftIsAnHourShorterInSpringAndLongerInAutumn() throws {
        let nights = try makeCalendar("Europe/Berlin", hours: ["mon-sun": ["22:00-06:00"]])
        for (start, hours) in [("2026-03-28T21:00", Int64(7)), ("2026-10-24T20:00", 9), ("2026-06-06T20:00", 8)] {
            let start = try utc(start)
            #expect(nights.due(from: start, milliseconds: hours * hour) == start + hours * hour)
            #expect(nights.elapsed(from: start, to: start + 12 * hour) == hours * hour)
        }
    }

    @Test func shortBreaksBetweenTheTwoPassesOfARepeatedHourAreNotWorkingTime() throws {
        let calendar = try makeCalendar("Europe/Berlin", hours: ["sun": ["02:15-02:45"]])
        let start = try utc("2026-10-25T00:00")
        #expect(text(calendar.due(from: start, milliseconds: 30 * minute)) == "2026-10-25T00:45:00")
        #expect(text(calendar.due(from: start, milliseconds: 31 * minute)) == "2026-10-25T01:16:00")
        #expect(text(calendar.due(from: start, milliseconds: 60 * minute)) == "2026-10-25T01:45:00")
    }
}
