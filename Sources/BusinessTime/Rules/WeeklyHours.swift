/// The working hours of an ordinary week: any number of intervals a day. A day that has none is closed.
package struct WeeklyHours: Hashable, Sendable {
    /// By `Weekday.rawValue`, each day's in order of their start.
    private let days: [[HoursInterval]]

    /// Refuses intervals that share time, also over midnight and from Sunday to Monday. Intervals may touch.
    package init(_ hours: [Weekday: [HoursInterval]]) throws(BusinessTimeError) {
        days = Weekday.allCases.map { day in
            (hours[day] ?? []).sorted { ($0.startMinute, $0.endMinute) < ($1.startMinute, $1.endMinute) }
        }
        let week = Weekday.allCases.flatMap { day in days[day.rawValue].map { (day, $0) } }
        for (index, (day, interval)) in week.enumerated() {
            let isLast = index + 1 == week.count
            // A lone interval is followed by itself a week later, which it cannot reach.
            guard let (nextDay, next) = isLast ? week.first : week[index + 1], week.count > 1 else { break }
            let nextStart = nextDay.rawValue * 1440 + next.startMinute + (isLast ? 7 * 1440 : 0)
            if nextStart < day.rawValue * 1440 + interval.endMinute {
                throw .overlap("\(day) \(interval)", "\(nextDay) \(next)")
            }
        }
    }

    private init(everyDay hours: [HoursInterval]) {
        days = Weekday.allCases.map { _ in hours }
    }

    /// Closed all week.
    package static let none = WeeklyHours(everyDay: [])

    /// Open all week, day and night.
    package static let always = WeeklyHours(
        everyDay: [try? HoursInterval(start: .midnight, end: .endOfDay)].compactMap(\.self))

    /// What starts on `day`, in order.
    package subscript(day: Weekday) -> [HoursInterval] { days[day.rawValue] }
}
