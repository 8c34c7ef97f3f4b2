/// Days on which the ordinary week does not hold: closed, or with hours of their own.
///
/// A holiday replaces what starts on its days. What started the evening before runs on into it, and its own hours may
/// run over midnight into the day after.
///
/// Where several cover one date, a single date goes before a range, a range before a yearly date, and among equals the
/// one that was listed last.
package struct Holiday: Hashable, Sendable {
    package enum Days: Hashable, Sendable {
        /// A day of every year that has it: 02-29 only falls in leap years.
        case yearly(month: Int, day: Int)
        case date(LocalDate)
        /// Both ends are included.
        case range(LocalDate, LocalDate)
    }

    package let days: Days
    /// Empty: closed. In order, without overlap.
    package let hours: [HoursInterval]
    /// For people: "Christmas". Empty where none was given.
    package let name: String

    /// The longest range, in days.
    package static let longestRange = 3660

    /// Refuses hours that share time, impossible days, years outside 1970 to 2199, and ranges that end before they
    /// start or are longer than `longestRange`.
    package init(_ days: Days, hours: [HoursInterval] = [], name: String = "") throws(BusinessTimeError) {
        switch days {
        case .yearly(let month, let day):
            // A leap year, so that 02-29 passes.
            guard LocalDate(year: 2000, month: month, day: day) != nil else {
                throw .date(
                    "\(padded(month))-\(padded(day))", problem: LocalDate.impossible(month: month, of: nil))
            }
        case .date(let date):
            try Self.check(year: date)
        case .range(let first, let last):
            try Self.check(year: first)
            try Self.check(year: last)
            guard first <= last else {
                throw .date("\(first)..\(last)", problem: "the range ends before it starts; swap its ends")
            }
            guard last.dayNumber - first.dayNumber < Self.longestRange else {
                throw .date("\(first)..\(last)", problem: "a range has at most \(Self.longestRange) days")
            }
        }
        if let (a, b) = HoursInterval.overlap(in: hours) { throw .overlap("\(a)", "\(b)") }
        self.days = days
        self.hours = hours.sorted { $0.startMinute < $1.startMinute }
        self.name = name
    }

    /// Reads "12-25" (every year), "2026-12-24", or "2026-08-03..2026-08-14".
    package init(parsing text: String, hours: [HoursInterval] = [], name: String = "") throws(BusinessTimeError) {
        try self.init(Self.parse(text), hours: hours, name: name)
    }

    package func covers(_ date: LocalDate) -> Bool {
        switch days {
        case .yearly(let month, let day): date.month == month && date.day == day
        case .date(let only): date == only
        case .range(let first, let last): first <= date && date <= last
        }
    }

    /// Which of two holidays on one date holds: the higher one.
    var precedence: Int {
        switch days {
        case .yearly: 0
        case .range: 1
        case .date: 2
        }
    }

    /// First and last day as day numbers; nil for a yearly one.
    var datedDays: ClosedRange<Int>? {
        switch days {
        case .yearly: nil
        case .date(let date): date.dayNumber...date.dayNumber
        case .range(let first, let last): first.dayNumber...last.dayNumber
        }
    }

    private static func parse(_ text: String) throws(BusinessTimeError) -> Days {
        var digits = DigitScanner(text.utf8)
        if let month = digits.number(width: 2), digits.skip("-"), let day = digits.number(width: 2), digits.isAtEnd {
            return .yearly(month: month, day: day)
        }
        let bytes = Array(text.utf8)
        if let dots = bytes.indices.dropLast().first(where: { bytes[$0...].starts(with: "..".utf8) }) {
            let first = String(decoding: bytes[..<dots], as: UTF8.self)
            let last = String(decoding: bytes[(dots + 2)...], as: UTF8.self)
            return .range(try LocalDate(parsing: first), try LocalDate(parsing: last))
        }
        guard let date = try? LocalDate(parsing: text) else {
            if text.utf8.count == 10 { return .date(try LocalDate(parsing: text)) }
            throw .date(text, problem: "write MM-DD (every year), YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD")
        }
        return .date(date)
    }

    private static func check(year date: LocalDate) throws(BusinessTimeError) {
        guard LocalDate.writableYears.contains(date.year) else {
            throw .date("\(date)", problem: "the year must lie between 1970 and 2199")
        }
    }
}
