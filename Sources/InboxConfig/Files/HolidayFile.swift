/// The whole-day events of an iCalendar file (RFC 5545), as holidays.
///
/// Reads DTSTART and DTEND of each VEVENT where they are dates, and a plain yearly RRULE. What would make the hours
/// wrong if it were passed over is a problem: an event with a time of day, or any other recurrence. Cancelled events
/// are left out.
struct HolidayFile {
    typealias Day = CalendarDefinition.Day
    typealias Dates = CalendarDefinition.Dates

    struct Problem {
        var line: Int
        var message: String
    }

    static let largest = 1 << 20
    private static let mostEvents = 5000

    private(set) var dates: [Dates] = []
    private(set) var problems: [Problem] = []

    init(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.append(Problem(line: 1, message: "the file is not UTF-8 text"))
            return
        }
        var event: Event?
        var sawCalendar = false
        for line in Self.unfolded(text) {
            switch line.text.uppercased() {
            case "BEGIN:VCALENDAR": sawCalendar = true
            case "BEGIN:VEVENT": event = Event(line: line.number)
            case "END:VEVENT":
                if let event { close(event) }
                event = nil
                if dates.count > Self.mostEvents {
                    problems.append(Problem(line: line.number, message: "more than \(Self.mostEvents) holidays"))
                    return
                }
            default: event?.take(line.text)
            }
        }
        if !sawCalendar {
            problems.append(Problem(line: 1, message: "not an iCalendar file: BEGIN:VCALENDAR is missing"))
        }
    }

    private struct Event {
        var line: Int
        var start: String?
        var end: String?
        var rule: String?
        var isCancelled = false

        mutating func take(_ text: String) {
            guard let colon = text.firstIndex(of: ":") else { return }
            let name = text[..<colon].split(separator: ";").first.map { $0.uppercased() } ?? ""
            let value = text[text.index(after: colon)...].trimmed
            switch name {
            case "DTSTART": start = value
            case "DTEND": end = value
            case "RRULE": rule = value.uppercased()
            case "STATUS": isCancelled = value.uppercased() == "CANCELLED"
            default: break
            }
        }
    }

    private mutating func close(_ event: Event) {
        if event.isCancelled { return }
        guard let first = event.start.flatMap(Self.day) else {
            problems.append(
                Problem(line: event.line, message: "this event is no whole day: only dates can be holidays"))
            return
        }
        // DTEND is the first day after the event.
        let last = event.end.flatMap(Self.day).map(Self.dayBefore) ?? first
        guard let rule = event.rule else {
            dates.append(.range(first, max(first, last)))
            return
        }
        guard ["FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=1", "INTERVAL=1;FREQ=YEARLY"].contains(rule), last <= first else {
            problems.append(
                Problem(
                    line: event.line,
                    message: "this event recurs by a rule that holidays do not know: only FREQ=YEARLY of one day"))
            return
        }
        dates.append(.yearly(month: first.month, day: first.day))
    }

    /// Lines with their continuations, and the number of the first.
    private static func unfolded(_ text: String) -> [(number: Int, text: String)] {
        var lines: [(number: Int, text: String)] = []
        // Bytes, because a carriage return and a line feed are one Character.
        for (index, bytes) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = String(Substring(bytes.last == 0x0D ? bytes.dropLast() : bytes))
            if line.hasPrefix(" ") || line.hasPrefix("\t"), !lines.isEmpty {
                lines[lines.count - 1].text += line.dropFirst()
            } else {
                lines.append((index + 1, line))
            }
        }
        return lines
    }

    private static func day(_ text: String) -> Day? {
        guard text.utf8.count == 8, text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text) else {
            return nil
        }
        let day = Day(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        return HolidayReader.exists(year: day.year, month: day.month, day: day.day) ? day : nil
    }

    private static func dayBefore(_ day: Day) -> Day {
        if day.day > 1 { return Day(year: day.year, month: day.month, day: day.day - 1) }
        if day.month == 1 { return Day(year: day.year - 1, month: 12, day: 31) }
        let last = (28...31).reversed().first {
            HolidayReader.exists(year: day.year, month: day.month - 1, day: $0)
        }
        return Day(year: day.year, month: day.month - 1, day: last ?? 28)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
