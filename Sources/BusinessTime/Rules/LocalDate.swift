/// A date of the proleptic Gregorian calendar, in no particular time zone.
package struct LocalDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let year: Int
    /// 1...12
    package let month: Int
    /// 1...31
    package let day: Int

    /// Years that may be written in a configuration. The upper end keeps every table of a calendar small.
    static let writableYears = 1970...2199

    /// Nil where there is no such date, and outside the years 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    private init(uncheckedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads "2026-12-24". Refuses impossible dates and years outside 1970 to 2199.
    package init(parsing text: some StringProtocol) throws(BusinessTimeError) {
        var digits = DigitScanner(text.utf8)
        guard let year = digits.number(width: 4), digits.skip("-"), let month = digits.number(width: 2),
            digits.skip("-"), let day = digits.number(width: 2), digits.isAtEnd
        else { throw .date(String(text), problem: "a date is written YYYY-MM-DD, as in 2026-12-24") }
        guard Self.writableYears.contains(year) else {
            throw .date(String(text), problem: "the year must lie between 1970 and 2199")
        }
        guard let date = LocalDate(year: year, month: month, day: day) else {
            throw .date(String(text), problem: Self.impossible(month: month, of: year))
        }
        self = date
    }

    /// The date that lies `dayNumber` days after 1970-01-01; negative ones lie before it.
    package init(dayNumber: Int) {
        // Counted in years that begin in March, so that the leap day is the last of its year.
        let (era, dayOfEra) = (dayNumber + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            uncheckedYear: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Days since 1970-01-01.
    package var dayNumber: Int { Self.dayNumber(year: year, month: month, day: day) }

    package var weekday: Weekday { Self.weekday(ofDay: dayNumber) }

    package func adding(days: Int) -> LocalDate { LocalDate(dayNumber: dayNumber + days) }

    package static func < (a: LocalDate, b: LocalDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    package var description: String { "\(padded(year, width: 4))-\(padded(month))-\(padded(day))" }

    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func weekday(ofDay dayNumber: Int) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday(rawValue: (dayNumber + 3).flooredDivision(by: 7).remainder) ?? .monday
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func impossible(month: Int, of year: Int?) -> String {
        guard (1...12).contains(month) else { return "there is no month \(padded(month))" }
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let days = Self.days(inMonth: month, of: year ?? 2000)
        return "there is no such day: \(names[month - 1])\(year.map { " \($0)" } ?? "") has \(days) days"
    }
}

extension FixedWidthInteger {
    /// Quotient towards minus infinity, and the remainder, which is never negative. `divisor` is above 0.
    func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
