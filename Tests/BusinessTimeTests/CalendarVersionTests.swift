import BusinessTime
import Testing

/// Hours that change from a date on.
@Suite struct CalendarVersionTests {
    /// Nights until the end of June 2026 (June 30 is a Tuesday), then days.
    private func changing() throws -> Calendar {
        Calendar(
            name: "changing", zone: try Zones.named("Europe/Berlin"),
            first: (try weekly(["mon-sun": ["22:00-06:00"]]), []),
            then: [
                Calendar.Version(
                    from: try LocalDate(parsing: "2026-07-01"), hours: try weekly(["mon-fri": ["05:00-09:00"]]),
                    holidays: [try Holiday(parsing: "2026-07-03")])
            ])
    }

    @Test func theLastNightBeforeAChangeEndsAsItBegan() throws {
        let calendar = try changing()
        // 22:00 in Berlin is 20:00 in UTC. The night runs into July 1, where the new hours begin at 05:00.
        let listed = calendar.openIntervals(
            from: try LocalDate(parsing: "2026-06-29"), to: try LocalDate(parsing: "2026-07-07"))
        #expect(
            listed.map { "\(text($0.start) ?? "")..\(text($0.end) ?? "")" } == [
                "2026-06-28T22:00:00..2026-06-29T04:00:00", "2026-06-29T20:00:00..2026-06-30T04:00:00",
                "2026-06-30T20:00:00..2026-07-01T07:00:00", "2026-07-02T03:00:00..2026-07-02T07:00:00",
                "2026-07-06T03:00:00..2026-07-06T07:00:00",
            ])
        let evening = try utc("2026-06-30T20:00")
        #expect(text(calendar.due(from: evening, milliseconds: 11 * hour)) == "2026-07-01T07:00:00")
        #expect(text(calendar.due(from: evening, milliseconds: 11 * hour + 1)) == "2026-07-02T03:00:00.1")
        #expect(calendar.elapsed(from: evening, to: try utc("2026-07-06T07:00")) == 19 * hour)
    }

    @Test func eachDateHasTheHoursOfItsVersion() throws {
        let calendar = try changing()
        let last = try LocalDate(parsing: "2026-06-30")
        #expect(calendar.hours(on: last).map(\.description) == ["22:00-06:00"])
        #expect(calendar.hours(on: last.adding(days: 1)).map(\.description) == ["05:00-09:00"])
        #expect(calendar.holiday(on: last.adding(days: 3)) != nil)
        #expect(calendar.hours(on: last.adding(days: 3)).isEmpty)
    }

    @Test func versionsMayStandInAnyOrderAndTheLastOfOneDateHolds() throws {
        func version(_ from: String, _ hours: String) throws -> Calendar.Version {
            Calendar.Version(
                from: try LocalDate(parsing: from), hours: try weekly(["mon-sun": [hours]]), holidays: [])
        }
        let calendar = Calendar(
            name: "v", zone: .utc, first: (try weekly(["mon-sun": ["08:00-09:00"]]), []),
            then: [
                try version("2026-03-01", "10:00-12:00"), try version("2026-02-01", "10:00-11:00"),
                try version("2026-03-01", "10:00-13:00"),
            ])
        let start = try utc("2026-01-01T00:00")
        // 31 days of one hour, 28 of one, then three a day.
        #expect(calendar.elapsed(from: start, to: try utc("2026-03-03T00:00")) == (31 + 28 + 6) * hour)
        #expect(text(calendar.due(from: start, milliseconds: 62 * hour)) == "2026-03-01T13:00:00")
        #expect(calendar.versions.count == 3)
    }

    @Test func aCalendarWhoseLastVersionNeverOpensNeverOpens() throws {
        let closed = Calendar(
            name: "closing", zone: .utc, first: (.always, []),
            then: [Calendar.Version(from: try LocalDate(parsing: "2026-03-01"), hours: .none, holidays: [])])
        #expect(closed.neverOpens)
        #expect(closed.due(from: try utc("2026-02-28T23:00"), milliseconds: hour) == (try utc("2026-03-01T00:00")))
        #expect(closed.due(from: try utc("2026-02-28T23:00"), milliseconds: hour + 1) == nil)
        #expect(closed.elapsed(from: try utc("2026-02-28T00:00"), to: .max) == 24 * hour)
    }

    @Test func aMiddleVersionMayBeClosed() throws {
        func version(_ from: String, _ hours: WeeklyHours) throws -> Calendar.Version {
            Calendar.Version(from: try LocalDate(parsing: from), hours: hours, holidays: [])
        }
        let calendar = Calendar(
            name: "break", zone: .utc, first: (.always, []),
            then: [try version("2026-03-01", .none), try version("2026-04-01", .always)])
        let before = try utc("2026-02-28T23:00")
        #expect(text(calendar.due(from: before, milliseconds: hour)) == "2026-03-01T00:00:00")
        #expect(text(calendar.due(from: before, milliseconds: 2 * hour)) == "2026-04-01T01:00:00")
        #expect(!calendar.isOpen(at: try utc("2026-03-15T00:00")))
    }
}
