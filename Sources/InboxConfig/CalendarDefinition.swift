/// A calendar as the configuration writes it, checked: opening hours, holidays, and the zone they are told in.
package struct CalendarDefinition: Sendable, Hashable {
    package enum Weekday: Int, Sendable, CaseIterable, Hashable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday

        /// `mon`, `tue`, …
        package var key: String { ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][rawValue] }
    }

    /// Local time of a day, minutes after midnight. Where `end` is not after `start`, it is on the next day.
    package struct Hours: Sendable, Hashable {
        /// 0 to 1439.
        package var start: Int
        /// 1 to 1440; 1440 is midnight at the end of the day.
        package var end: Int

        package init(start: Int, end: Int) {
            self.start = start
            self.end = end
        }
    }

    /// A day of the proleptic Gregorian calendar.
    package struct Day: Sendable, Hashable, Comparable {
        package var year: Int
        package var month: Int
        package var day: Int

        package init(year: Int, month: Int, day: Int) {
            self.year = year
            self.month = month
            self.day = day
        }

        package static func < (a: Day, b: Day) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
    }

    package enum Dates: Sendable, Hashable {
        /// Every year.
        case yearly(month: Int, day: Int)
        /// From the first to the last day, both included.
        case range(Day, Day)
    }

    /// Days with hours of their own; none at all means closed.
    package struct Holiday: Sendable, Hashable {
        package var dates: Dates
        package var hours: [Hours]

        package init(dates: Dates, hours: [Hours] = []) {
            self.dates = dates
            self.hours = hours
        }
    }

    package var name: String
    /// A name of the IANA time zone database, such as `Europe/Berlin`.
    package var timeZone: String
    /// Days that are absent are closed. Sorted by start, not overlapping.
    package var hours: [Weekday: [Hours]]
    /// In the order of the file.
    package var holidays: [Holiday]

    package init(name: String, timeZone: String, hours: [Weekday: [Hours]] = [:], holidays: [Holiday] = []) {
        self.name = name
        self.timeZone = timeZone
        self.hours = hours
        self.holidays = holidays
    }

    /// Whether it opens in no week at all; special days do not count.
    package var neverOpens: Bool { hours.values.allSatisfy(\.isEmpty) }
}
