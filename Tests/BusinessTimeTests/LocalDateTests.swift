import Testing

@testable import BusinessTime

@Suite struct LocalDateTests {
    @Test(arguments: [
        ("1970-01-01", 0, Weekday.thursday), ("1970-03-01", 59, .sunday), ("2000-02-29", 11_016, .tuesday),
        ("2026-08-03", 20_668, .monday), ("2100-03-01", 47_541, .monday), ("2199-12-31", 84_005, .tuesday),
    ])
    func countsDays(text: String, number: Int, weekday: Weekday) throws {
        let date = try LocalDate(parsing: text)
        #expect(date.dayNumber == number)
        #expect(LocalDate(dayNumber: number) == date)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test func everyDayOfFourCenturiesComesBackAndFollowsItsEve() {
        var eve = LocalDate(dayNumber: -1)
        #expect(eve.description == "1969-12-31")
        for number in 0..<146_097 {
            let date = LocalDate(dayNumber: number)
            guard date.dayNumber == number, eve < date,
                LocalDate(year: date.year, month: date.month, day: date.day) == date
            else {
                Issue.record("\(date)")
                break
            }
            eve = date
        }
        #expect(eve.description == "2369-12-31")
    }

    @Test(arguments: [
        ("2026-02-29", "February 2026 has 28 days"), ("2026-04-31", "April 2026 has 30 days"),
        ("2026-13-01", "no month 13"), ("2026-00-10", "no month 00"), ("2026-01-00", "January 2026 has 31 days"),
        ("2100-02-29", "February 2100 has 28 days"), ("1969-12-31", "between 1970 and 2199"),
        ("9999-12-31", "between 1970 and 2199"), ("2026-1-1", "YYYY-MM-DD"), ("2026-01-01 ", "YYYY-MM-DD"),
        ("+026-01-01", "YYYY-MM-DD"), ("", "YYYY-MM-DD"), ("٢٠٢٦-01-01", "YYYY-MM-DD"),
    ])
    func refusesWhatIsNoDate(text: String, hint: String) {
        let error = #expect(throws: BusinessTimeError.self) { try LocalDate(parsing: text) }
        #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
    }

    @Test func february29OnlyComesInLeapYears() {
        #expect(LocalDate(year: 2024, month: 2, day: 29) != nil)
        #expect(LocalDate(year: 2000, month: 2, day: 29) != nil)
        #expect(LocalDate(year: 2100, month: 2, day: 29) == nil)
        #expect(LocalDate(year: .max, month: 2, day: 1) == nil)
    }
}
