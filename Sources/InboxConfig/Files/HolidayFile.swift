internal import BusinessTime
internal import CIcal

/// The whole-day events of an iCalendar file (RFC 5545), as holidays. libical reads it.
///
/// Events of one day and of several, RRULE, RDATE and EXDATE, and single dates that were moved (RECURRENCE-ID). What
/// recurs is laid out up to the year 2199; one day of every year without end stays a yearly holiday. Cancelled events
/// are left out. What would make the hours wrong if it were passed over is a problem: an event with a time of day, and
/// a rule that cannot be read.
struct HolidayFile {
    struct Problem {
        var line: Int
        var message: String
    }

    static let largest = 1 << 20
    /// Days of a whole file, and of one event.
    private static let mostHolidays = 20_000
    private static let lastYear = 2199

    private(set) var holidays: [Holiday] = []
    private(set) var problems: [Problem] = []

    private let hours: [HoursInterval]

    /// - Parameter hours: Those of each day in the file; none is closed.
    init(_ bytes: [UInt8], hours: [HoursInterval]) {
        self.hours = hours
        guard String(validating: bytes, as: UTF8.self) != nil else {
            problems.append(Problem(line: 1, message: "the file is not UTF-8 text"))
            return
        }
        let lines = Self.linesOfEvents(bytes)
        guard lines.hasCalendar,
            let file = bytes.withUnsafeBytes({ buffer in
                ccal_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
            })
        else {
            problems.append(Problem(line: 1, message: "not an iCalendar file: BEGIN:VCALENDAR is missing"))
            return
        }
        defer { ccal_free(file) }
        for index in 0..<ccal_count(file) {
            let line = Int(index) < lines.events.count ? lines.events[Int(index)] : 1
            do throws(BusinessTimeError) {
                try take(ccal_event_at(file, index), index, of: file, line: line)
            } catch {
                report(line, "\(error)")
            }
            if holidays.count > Self.mostHolidays {
                report(line, "more than \(Self.mostHolidays) holidays")
                return
            }
        }
    }

    private mutating func take(
        _ event: ccal_event, _ index: Int, of file: OpaquePointer, line: Int
    ) throws(BusinessTimeError) {
        let name = String(cString: event.name)
        switch event.kind {
        case CCAL_CANCELLED: return
        case CCAL_TIMED: return report(line, "this event is no whole day: only dates can be holidays")
        case CCAL_BAD_RULE: return report(line, "this event recurs by a rule that cannot be read")
        case CCAL_ENDS_FIRST: return report(line, "this event ends before it starts")
        default: break
        }
        if event.plain_yearly != 0 {
            let days = Holiday.Days.yearly(month: Int(event.start.month), day: Int(event.start.day))
            holidays.append(try Holiday(days, hours: hours, name: name))
            return
        }
        for first in days(index, of: file, line: line) {
            let last = first.adding(days: Int(event.length) - 1)
            holidays.append(try Holiday(first == last ? .date(first) : .range(first, last), hours: hours, name: name))
        }
    }

    /// The first days of an event's occurrences.
    private mutating func days(_ index: Int, of file: OpaquePointer, line: Int) -> [LocalDate] {
        let capacity = 5000
        var count: Int32 = 0
        let days = [ccal_date](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            count = ccal_days(file, index, Int32(Self.lastYear), buffer.baseAddress, Int32(capacity))
            initialized = max(0, Int(count))
        }
        guard count >= 0 else {
            report(line, "this event has more than \(capacity) occurrences up to \(Self.lastYear): give it an end")
            return []
        }
        return days.compactMap { LocalDate(year: Int($0.year), month: Int($0.month), day: Int($0.day)) }
    }

    private mutating func report(_ line: Int, _ message: String) {
        problems.append(Problem(line: line, message: message))
    }

    /// On which line each event begins: libical does not say.
    private static func linesOfEvents(_ bytes: [UInt8]) -> (hasCalendar: Bool, events: [Int]) {
        var events: [Int] = []
        var hasCalendar = false
        // Bytes, because a carriage return and a line feed are one Character.
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            switch String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self).uppercased() {
            case "BEGIN:VCALENDAR": hasCalendar = true
            case "BEGIN:VEVENT": events.append(index + 1)
            default: break
            }
        }
        return (hasCalendar, events)
    }
}
