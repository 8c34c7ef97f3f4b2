import BusinessTime
import Testing

@Suite struct HolidayTests {
    @Test func readsItsThreeForms() throws {
        let first = try LocalDate(parsing: "2026-08-03")
        let last = try LocalDate(parsing: "2026-08-14")
        #expect(try Holiday(parsing: "12-25").days == .yearly(month: 12, day: 25))
        #expect(try Holiday(parsing: "02-29").days == .yearly(month: 2, day: 29))
        #expect(try Holiday(parsing: "2026-08-03").days == .date(first))
        #expect(try Holiday(parsing: "2026-08-03..2026-08-14").days == .range(first, last))
        #expect(try Holiday(parsing: "2026-08-03..2026-08-03").days == .range(first, first))
    }

    @Test(arguments: [
        ("02-30", "February has 29 days"), ("04-31", "April has 30 days"), ("13-01", "no month 13"),
        ("2026-02-29", "February 2026 has 28 days"), ("2026-08-14..2026-08-03", "ends before it starts"),
        ("2026-08-03..2036-08-14", "at most 3660 days"), ("2026-08-03..2026-02-30", "February 2026 has 28 days"),
        ("2026-08-03..", "YYYY-MM-DD"), ("12-24..12-26", "YYYY-MM-DD"), ("christmas", "MM-DD (every year)"),
        ("", "MM-DD (every year)"), ("2026-08", "MM-DD (every year)"), ("2300-01-01", "between 1970 and 2199"),
    ])
    func refusesWhatIsNone(text: String, hint: String) {
        let error = #expect(throws: BusinessTimeError.self) { try Holiday(parsing: text) }
        #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
    }

    @Test func refusesOverlappingHoursAndYearsOutOfReach() throws {
        #expect(throws: BusinessTimeError.overlap("08:00-12:00", "11:00-13:00")) {
            try Holiday(parsing: "12-24", hours: intervals(["11:00-13:00", "08:00-12:00"]))
        }
        let far = try #require(LocalDate(year: 9999, month: 1, day: 1))
        #expect(throws: BusinessTimeError.self) { try Holiday(.date(far)) }
        #expect(throws: BusinessTimeError.self) { try Holiday(.yearly(month: 2, day: 30)) }
    }

    @Test func aDateGoesBeforeARangeAndARangeBeforeAYearlyDate() throws {
        let calendar = try makeCalendar(
            hours: ["mon-sun": ["08:00-12:00"]],
            holidays: [
                Holiday(parsing: "2026-12-24", hours: intervals(["09:00-10:00"]), name: "date"),
                Holiday(parsing: "2026-12-20..2026-12-31", name: "range"),
                Holiday(parsing: "12-24", hours: intervals(["10:00-11:00"]), name: "yearly"),
                Holiday(parsing: "12-31", name: "yearly"),
                Holiday(parsing: "12-19", name: "first"),
                Holiday(parsing: "12-19", hours: intervals(["08:00-09:00"]), name: "second"),
            ])
        let expected = [
            ("2026-12-18", nil, 4 * hour), ("2026-12-19", "second", hour), ("2026-12-20", "range", 0),
            ("2026-12-24", "date", hour), ("2026-12-31", "range", 0), ("2027-12-24", "yearly", hour),
            ("2027-12-31", "yearly", 0), ("2028-01-01", nil, 4 * hour),
        ]
        for (day, name, worked) in expected {
            let date = try LocalDate(parsing: day)
            #expect(calendar.holiday(on: date)?.name == name, "\(day)")
            let start = Int64(date.dayNumber) * 24 * hour
            #expect(calendar.elapsed(from: start, to: start + 24 * hour) == worked, "\(day)")
            #expect(calendar.hours(on: date).isEmpty == (worked == 0), "\(day)")
        }
    }
}
