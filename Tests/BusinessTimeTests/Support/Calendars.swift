import BusinessTime

func intervals(_ texts: [String]) throws -> [HoursInterval] {
    try texts.map { try HoursInterval(parsing: $0) }
}

/// Weekly hours as in a configuration: `["mon-thu": ["08:00-12:00"]]`.
func weekly(_ hours: [String: [String]]) throws -> WeeklyHours {
    var days: [Weekday: [HoursInterval]] = [:]
    for (names, texts) in hours {
        for day in try Weekday.parse(names) { days[day, default: []] += try intervals(texts) }
    }
    return try WeeklyHours(days)
}

func makeCalendar(_ zone: String = "UTC", hours: [String: [String]], holidays: [Holiday] = []) throws -> Calendar {
    Calendar(name: "test", zone: try Zones.named(zone), hours: try weekly(hours), holidays: holidays)
}

/// The calendar of the example configuration.
func makeOffice(holidays: [Holiday]? = nil) throws -> Calendar {
    try makeCalendar(
        "Europe/Berlin", hours: ["mon-thu": ["08:00-12:00", "13:00-18:00"], "fri": ["08:00-16:00"]],
        holidays: holidays ?? [
            Holiday(parsing: "12-25"), Holiday(parsing: "2026-08-03..2026-08-14"),
            Holiday(parsing: "2026-12-24", hours: intervals(["08:00-12:00"])),
        ])
}
