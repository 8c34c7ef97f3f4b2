import BusinessTime
import Testing

@Suite struct WeeklyHoursTests {
    @Test(arguments: [
        ("mon", [Weekday.monday]), ("mon-thu", [.monday, .tuesday, .wednesday, .thursday]),
        ("sat-mon", [.saturday, .sunday, .monday]), ("mon-sun", Weekday.allCases),
    ])
    func daysAreNamedOneByOneOrAsARange(text: String, days: [Weekday]) throws {
        #expect(try Weekday.parse(text) == days)
    }

    @Test(arguments: ["", "monday", "Mon", "mon-", "-mon", "mon-tue-wed", "mon-mon", "mon, tue", "xyz"])
    func otherNamesAreRefused(text: String) {
        #expect(throws: BusinessTimeError.weekday(text)) { try Weekday.parse(text) }
    }

    @Test func daysNotNamedAreClosed() throws {
        let hours = try weekly(["tue": ["13:00-18:00", "08:00-12:00"]])
        #expect(hours[.monday].isEmpty)
        #expect(hours[.tuesday].map(\.description) == ["08:00-12:00", "13:00-18:00"])
        #expect(WeeklyHours.none == (try weekly([:])))
        #expect(WeeklyHours.always == (try weekly(["mon-sun": ["00:00-24:00"]])))
    }

    @Test(arguments: [
        ["mon": ["08:00-12:00", "11:59-13:00"]],
        ["mon": ["08:00-12:00", "08:00-12:00"]],
        ["mon": ["08:00-18:00", "09:00-10:00"]],
        ["mon": ["22:00-06:00"], "tue": ["05:00-12:00"]],
        ["sun": ["22:00-06:00"], "mon": ["05:59-12:00"]],
        ["mon": ["22:00-06:00", "23:00-24:00"]],
        ["mon-sun": ["12:00-11:00", "10:00-11:00"]],
    ])
    func overlapsAreRefused(hours: [String: [String]]) throws {
        let error = #expect(throws: BusinessTimeError.self) { try weekly(hours) }
        guard case .overlap = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func anOverlapIsNamedWithItsDays() {
        #expect(throws: BusinessTimeError.overlap("sun 22:00-06:00", "mon 05:00-12:00")) {
            try weekly(["mon": ["05:00-12:00"], "sun": ["22:00-06:00"]])
        }
    }

    @Test(arguments: [
        ["mon": ["08:00-12:00", "12:00-13:00"]],
        ["mon-sun": ["22:00-06:00", "06:00-22:00"]],
        ["mon": ["12:00-11:59"]],
        ["sun": ["12:00-11:59"]],
        ["mon": ["00:00-24:00"], "sun": ["22:00-24:00"]],
    ])
    func intervalsMayTouch(hours: [String: [String]]) throws {
        _ = try weekly(hours)
    }
}
