import BusinessTime
import Testing

@Suite struct CalendarTests {
    // 2026-02-02 is a Monday; Berlin is an hour ahead of UTC until March 29.
    @Test(arguments: [
        ("2026-02-02T07:00", 0, "2026-02-02T07:00", "no time: the start itself"),
        ("2026-02-02T03:00", 0, "2026-02-02T03:00", "no time: the start itself, though closed"),
        ("2026-02-02T03:00", 1, "2026-02-02T07:01", "before opening"),
        ("2026-02-02T08:00", 30, "2026-02-02T08:30", "inside hours"),
        ("2026-02-02T10:00", 60, "2026-02-02T11:00", "up to the closing minute"),
        ("2026-02-02T10:00", 61, "2026-02-02T12:01", "over the lunch break"),
        ("2026-02-02T11:00", 300, "2026-02-02T17:00", "from closing to closing"),
        ("2026-02-02T16:30", 60, "2026-02-03T07:30", "over the night"),
        ("2026-02-06T14:30", 60, "2026-02-09T07:30", "over the weekend"),
        ("2026-02-02T07:00", 44 * 60, "2026-02-06T15:00", "a whole week, to its last minute"),
        ("2026-02-02T07:00", 44 * 60 + 1, "2026-02-09T07:01", "a whole week and a minute"),
        ("2026-07-31T13:30", 60, "2026-08-17T06:30", "over two weeks of holidays, in summer time"),
        ("2026-12-23T16:30", 60, "2026-12-24T07:30", "into a half day"),
        ("2026-12-24T10:30", 60, "2026-12-28T07:30", "over the rest of a half day, Christmas and a weekend"),
        ("2027-12-24T10:30", 60, "2027-12-24T11:30", "a half day of another year"),
    ])
    func due(start: String, minutes: Int, expected: String, why: Comment) throws {
        let office = try makeOffice()
        let (start, milliseconds) = (try utc(start), Int64(minutes) * minute)
        let due = try #require(office.due(from: start, milliseconds: milliseconds))
        #expect(text(due) == expected + ":00", why)
        #expect(office.elapsed(from: start, to: due) == milliseconds, why)
    }

    @Test func countsToTheMillisecond() throws {
        let office = try makeOffice()
        let opening = try utc("2026-02-02T07:00")
        #expect(office.due(from: opening - 1, milliseconds: 1) == opening + 1)
        #expect(office.due(from: opening + 250, milliseconds: 500) == opening + 750)
        #expect(office.elapsed(from: opening - 10, to: opening + 10) == 10)
        let closing = try utc("2026-02-02T11:00")
        #expect(office.due(from: closing - 1, milliseconds: 1) == closing)
        #expect(office.due(from: closing - 1, milliseconds: 2) == closing + hour + 1)
        #expect(office.isOpen(at: opening) && !office.isOpen(at: opening - 1))
        #expect(office.isOpen(at: closing - 1) && !office.isOpen(at: closing))
    }

    @Test func negativeSpansAreNothing() throws {
        let office = try makeOffice()
        let start = try utc("2026-02-02T08:00")
        #expect(office.elapsed(from: start, to: start - hour) == 0)
        #expect(office.elapsed(from: start, to: start) == 0)
        #expect(office.due(from: start, milliseconds: -5) == start)
    }

    @Test func aNightShiftBelongsToTheDayOnWhichItStarts() throws {
        let holidays = [try Holiday(parsing: "2026-02-03")]
        let nights = try makeCalendar(hours: ["mon-thu": ["22:00-06:00"]], holidays: holidays)
        // Monday's runs on into the holiday, Tuesday's does not take place, Thursday's ends on Friday.
        #expect(
            nights.openIntervals(from: try LocalDate(parsing: "2026-02-02"), to: try LocalDate(parsing: "2026-02-08"))
                .map { "\(text($0.start) ?? "")..\(text($0.end) ?? "")" } == [
                    "2026-02-02T22:00:00..2026-02-03T06:00:00", "2026-02-04T22:00:00..2026-02-05T06:00:00",
                    "2026-02-05T22:00:00..2026-02-06T06:00:00",
                ])
    }

    @Test func aHolidaysOwnHoursMayRunOverMidnightAndMeetOthers() throws {
        let day = ["mon-sun": ["04:00-08:00"]]
        let party = [try Holiday(parsing: "12-31", hours: intervals(["20:00-05:00"]))]
        let calendar = try makeCalendar(hours: day, holidays: party)
        let start = try utc("2026-12-31T00:00")
        // 20:00 to 24:00, then 00:00 to 08:00 where 04:00 to 05:00 counts once.
        #expect(calendar.elapsed(from: start, to: start + 24 * hour) == 4 * hour)
        #expect(calendar.elapsed(from: start + 24 * hour, to: start + 48 * hour) == 8 * hour)
        #expect(calendar.elapsed(from: start + 48 * hour, to: start + 72 * hour) == 4 * hour)
        #expect(calendar.due(from: start, milliseconds: 12 * hour) == start + 32 * hour)
    }

    @Test func twentyFourSevenIsRealTime() throws {
        let always = Calendar(name: "always")
        let start = try utc("2026-02-02T07:00") + 123
        for span in [1, hour, 87_660 * hour, 50_000_000 * hour] {
            #expect(always.due(from: start, milliseconds: span) == start + span)
            #expect(always.elapsed(from: start, to: start + span) == span)
        }
        #expect(!always.neverOpens)
        let berlin = try makeCalendar("Europe/Berlin", hours: ["mon-sun": ["00:00-24:00"]])
        #expect(berlin.elapsed(from: start, to: start + 87_660 * hour) == 87_660 * hour)
    }

    @Test func aCalendarThatNeverOpensHasNoDue() throws {
        for holidays in [[], [try Holiday(parsing: "12-25")]] {
            let never = Calendar(name: "never", hours: .none, holidays: holidays)
            #expect(never.neverOpens)
            #expect(never.due(from: 0, milliseconds: 1) == nil)
            #expect(never.due(from: 5, milliseconds: 0) == 5)
            #expect(never.elapsed(from: 0, to: .max) == 0)
            #expect(!never.isOpen(at: 0))
        }
    }

    @Test func holidaysMayCloseEveryDayThereIs() throws {
        let every = try (1...12).flatMap { month in
            try (1...31).compactMap { day in
                LocalDate(year: 2000, month: month, day: day) == nil
                    ? nil : try Holiday(.yearly(month: month, day: day))
            }
        }
        #expect(Calendar(name: "closed", holidays: every).neverOpens)
    }

    @Test func oneDayInFourYearsIsEnoughToOpen() throws {
        let leap = Calendar(
            name: "leap", hours: .none, holidays: [try Holiday(parsing: "02-29", hours: intervals(["09:00-10:00"]))])
        #expect(!leap.neverOpens)
        #expect(text(leap.due(from: try utc("2026-01-01T00:00"), milliseconds: hour)) == "2028-02-29T10:00:00")
        #expect(text(leap.due(from: try utc("2096-03-01T00:00"), milliseconds: 1000)) == "2104-02-29T09:00:01")
        // 97 leap days in 400 years.
        #expect(text(leap.due(from: try utc("2026-01-01T00:00"), milliseconds: 97 * hour)) == "2424-02-29T10:00:00")
        #expect(leap.due(from: 0, milliseconds: .max) == nil)
    }

    @Test func aCalendarMayHaveOpenedForTheLastTime() throws {
        let once = Calendar(
            name: "once", hours: .none,
            holidays: [try Holiday(parsing: "2026-02-03", hours: intervals(["09:00-10:00"]))])
        #expect(!once.neverOpens)
        #expect(text(once.due(from: 0, milliseconds: hour)) == "2026-02-03T10:00:00")
        #expect(once.due(from: 0, milliseconds: hour + 1) == nil)
        #expect(once.due(from: try utc("2026-02-03T10:00"), milliseconds: 1) == nil)
    }

    @Test(arguments: [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max])
    func anyInstantHasAnAnswer(instant: Int64) throws {
        let office = try makeOffice()
        _ = office.isOpen(at: instant)
        for other in [Int64.min, -1, 0, 1_770_000_000_000, .max] {
            #expect(office.elapsed(from: instant, to: other) >= 0)
        }
        for span in [Int64.min, 0, 1, 1_000_000_000, .max] {
            if let due = office.due(from: instant, milliseconds: span) { #expect(due >= instant) }
        }
    }

    @Test func nothingIsOpenBefore1970() throws {
        let always = Calendar(name: "always")
        #expect(always.elapsed(from: -hour, to: hour) == hour)
        #expect(always.due(from: -hour, milliseconds: 5) == 5)
        #expect(!always.isOpen(at: -1) && always.isOpen(at: 0))
    }

    @Test func listsItsHoursForPeople() throws {
        let office = try makeOffice()
        let half = try LocalDate(parsing: "2026-12-24")
        #expect(office.hours(on: half).map(\.description) == ["08:00-12:00"])
        #expect(office.hours(on: half.adding(days: 1)).isEmpty)
        #expect(office.hours(on: half.adding(days: 4)).map(\.description) == ["08:00-12:00", "13:00-18:00"])
        let listed = office.openIntervals(from: half.adding(days: -1), to: half.adding(days: 5))
        #expect(
            listed.map { "\(text($0.start) ?? "")..\(text($0.end) ?? "")" } == [
                "2026-12-23T07:00:00..2026-12-23T11:00:00", "2026-12-23T12:00:00..2026-12-23T17:00:00",
                "2026-12-24T07:00:00..2026-12-24T11:00:00", "2026-12-28T07:00:00..2026-12-28T11:00:00",
                "2026-12-28T12:00:00..2026-12-28T17:00:00",
            ])
        #expect(office.openIntervals(from: half, to: half).isEmpty)
        #expect(office.openIntervals(from: half, to: half.adding(days: -3)).isEmpty)
    }

    @Test func aListingJoinsWhatIsOpenWithoutABreakAndEndsAfterAYear() throws {
        let first = try LocalDate(parsing: "2026-01-01")
        let listed = try makeCalendar("Europe/Berlin", hours: ["mon-sun": ["00:00-24:00"]])
            .openIntervals(from: first, to: first.adding(days: 5000))
        #expect(listed.count == 1)
        #expect(text(listed.first?.start) == "2025-12-31T23:00:00")
        #expect(text(listed.first?.end) == "2027-01-01T23:00:00")
    }
}
