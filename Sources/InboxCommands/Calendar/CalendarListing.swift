import BusinessTime
import ControlAPI
import InboxDomain

/// Some days of a calendar, as they are in its own zone.
struct CalendarListing: Encodable {
    struct Day: Encodable {
        var date: String
        var weekday: String
        /// As they were written, such as `22:00-06:00`: they belong to the day on which they start.
        var hours: [String]
        /// The holiday that holds; empty text where it has no name.
        var holiday: String?
        /// Working time between this midnight and the next.
        var workingSeconds: Int64
        /// The offset from UTC at the first instant of the day.
        var utcOffset: String
        /// By how much the clocks go forward (or back, below 0) during the day.
        var clockChangeSeconds: Int64
    }

    var calendar: String
    var days: [Day]

    init(of calendar: Calendar, from first: LocalDate, days count: Int) {
        self.calendar = calendar.name
        days = (0..<count).map { Self.day(first.adding(days: $0), of: calendar) }
    }

    private static func day(_ date: LocalDate, of calendar: Calendar) -> Day {
        let start = calendar.zone.instants(of: LocalDateTime(date: date)).earliest
        let end = calendar.zone.instants(of: LocalDateTime(date: date.adding(days: 1))).earliest
        let before = Int64(calendar.zone.offset(at: start))
        return Day(
            date: date.description, weekday: date.weekday.description,
            hours: calendar.hours(on: date).map(\.description), holiday: calendar.holiday(on: date)?.name,
            workingSeconds: calendar.elapsed(from: start * 1000, to: end * 1000) / 1000, utcOffset: offset(before),
            clockChangeSeconds: Int64(calendar.zone.offset(at: end)) - before)
    }

    /// `+01:00`, with seconds only where there are any.
    private static func offset(_ seconds: Int64) -> String {
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let size = seconds.magnitude
        let text = (seconds < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60)
        return size % 60 == 0 ? text : text + ":" + two(size % 60)
    }

    func lines(_ style: Style) -> [String] {
        var table = Table(["DATE", "DAY", "HOURS", .number("WORKING"), "UTC", "REMARK"])
        for day in days {
            table.add([
                .init(day.date, .strong), .init(String(day.weekday.prefix(3))),
                day.hours.isEmpty ? .init("closed", .faint) : .init(day.hours.joined(separator: ", ")),
                .init(DurationText.format(day.workingSeconds * 1000)), .init(day.utcOffset),
                .init(day.remarks.isEmpty ? nil : day.remarks.joined(separator: "; ")),
            ])
        }
        return table.lines(style, empty: "There are no days.")
    }
}

extension CalendarListing.Day {
    fileprivate var remarks: [String] {
        var remarks: [String] = []
        if let holiday { remarks.append(holiday.isEmpty ? "holiday" : holiday) }
        if clockChangeSeconds != 0 {
            let span = DurationText.format(abs(clockChangeSeconds) * 1000)
            remarks.append(clockChangeSeconds > 0 ? "clocks go forward \(span)" : "clocks go back \(span)")
        }
        return remarks
    }
}
