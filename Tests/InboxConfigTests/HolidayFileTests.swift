import BusinessTime
import InboxConfig
import InboxDomain
import Testing

/// Which days an iCalendar file closes.
@Suite struct HolidayFileTests {
    private func calendar(_ events: String) throws -> Calendar {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try folder.write(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n\(events.replacing("\n", with: "\r\n"))\r\nEND:VCALENDAR\r\n",
            to: "days.ics")
        try folder.write(
            """
            calendars:
              office: {timezone: Europe/Berlin, hours: {mon-sun: "08:00-17:00"}, holidays: [{ics: days.ics}]}
            queues: {general: {}}
            """, to: "inboxd.yaml")
        let (configuration, diagnostics) = ConfigurationLoader.load(
            path: folder.path + "/inboxd.yaml", environment: [:], credentialsDirectory: nil)
        #expect(diagnostics.filter { $0.severity == .error } == [])
        return try #require(configuration?.calendars["office"])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var event: String
        var closed: [String]
        var open: [String]
    }

    @Test(arguments: [
        Case(
            testDescription: "one day", event: "DTSTART;VALUE=DATE:20260504", closed: ["2026-05-04"],
            open: ["2026-05-03", "2026-05-05", "2027-05-04"]),
        Case(
            testDescription: "one day whose end is itself",
            event: "DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260504", closed: ["2026-05-04"],
            open: ["2026-05-05"]),
        Case(
            testDescription: "several days; the end is the first day after them",
            event: "DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260507",
            closed: ["2026-05-04", "2026-05-05", "2026-05-06"], open: ["2026-05-03", "2026-05-07"]),
        Case(
            testDescription: "a length in days", event: "DTSTART;VALUE=DATE:20260504\nDURATION:P2D",
            closed: ["2026-05-04", "2026-05-05"], open: ["2026-05-06"]),
        Case(
            testDescription: "every year", event: "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY",
            closed: ["2026-12-25", "2027-12-25", "2199-12-25"], open: ["2026-12-24"]),
        Case(
            testDescription: "every year in a fold",
            event: "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ\n =YEARLY;BYMONTH=12", closed: ["2030-12-25"], open: []),
        Case(
            testDescription: "the fourth Thursday of November, but for one year",
            event: "DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\n"
                + "EXDATE;VALUE=DATE:20271125,20291122",
            closed: ["2026-11-26", "2028-11-23", "2199-11-28"], open: ["2027-11-25", "2029-11-22", "2026-11-25"]),
        Case(
            testDescription: "three times, several days each",
            event: "DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\nRRULE:FREQ=YEARLY;COUNT=3",
            closed: ["2026-12-30", "2027-01-01", "2028-12-31", "2029-01-01"], open: ["2029-12-30", "2027-01-02"]),
        Case(
            testDescription: "until a date", event: "DTSTART;VALUE=DATE:20260504\nRRULE:FREQ=YEARLY;UNTIL=20280504",
            closed: ["2028-05-04"], open: ["2029-05-04"]),
        Case(
            testDescription: "dates of a list",
            event: "DTSTART;VALUE=DATE:20260504\nRDATE;VALUE=DATE:20260601,20260701",
            closed: ["2026-05-04", "2026-06-01", "2026-07-01"], open: ["2027-06-01"]),
        Case(
            testDescription: "one date moved",
            event: "UID:a\nDTSTART;VALUE=DATE:20260504\nRRULE:FREQ=YEARLY\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\n"
                + "RECURRENCE-ID;VALUE=DATE:20270504\nDTSTART;VALUE=DATE:20270510",
            closed: ["2026-05-04", "2027-05-10", "2028-05-04"], open: ["2027-05-11"]),
        Case(
            testDescription: "cancelled", event: "STATUS:CANCELLED\nDTSTART;VALUE=DATE:20260504", closed: [],
            open: ["2026-05-04"]),
    ])
    func closes(example: Case) throws {
        let calendar = try calendar("BEGIN:VEVENT\n\(example.event)\nEND:VEVENT")
        for day in example.closed { #expect(calendar.hours(on: try LocalDate(parsing: day)).isEmpty, "\(day)") }
        for day in example.open { #expect(!calendar.hours(on: try LocalDate(parsing: day)).isEmpty, "\(day)") }
    }

    @Test func anEventHasAName() throws {
        let calendar = try calendar(
            "BEGIN:VEVENT\nSUMMARY:Bread\\, and\n  roses\nDTSTART;VALUE=DATE:20260501\nEND:VEVENT")
        #expect(calendar.holiday(on: try LocalDate(parsing: "2026-05-01"))?.name == "Bread, and roses")
    }
}
