internal import BusinessTime

/// The whole-day events of an iCalendar file (RFC 5545), as holidays.
///
/// Reads DTSTART and DTEND of each VEVENT where they are dates, and a plain yearly RRULE. What would make the hours
/// wrong if it were passed over is a problem: an event with a time of day, or any other recurrence. Cancelled events
/// are left out.
struct HolidayFile {
    struct Problem {
        var line: Int
        var message: String
    }

    static let largest = 1 << 20
    private static let mostEvents = 5000

    private(set) var holidays: [Holiday] = []
    private(set) var problems: [Problem] = []

    private let hours: [HoursInterval]

    /// - Parameter hours: Those of each day in the file; none is closed.
    init(_ bytes: [UInt8], hours: [HoursInterval]) {
        self.hours = hours
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
                if holidays.count > Self.mostEvents {
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
        var name = ""
        var isCancelled = false

        mutating func take(_ text: String) {
            guard let colon = text.firstIndex(of: ":") else { return }
            let name = text[..<colon].split(separator: ";").first.map { $0.uppercased() } ?? ""
            let value = text[text.index(after: colon)...].trimmed
            switch name {
            case "DTSTART": start = value
            case "DTEND": end = value
            case "SUMMARY": self.name = value
            case "RRULE": rule = value.uppercased()
            case "STATUS": isCancelled = value.uppercased() == "CANCELLED"
            default: break
            }
        }
    }

    private mutating func close(_ event: Event) {
        if event.isCancelled { return }
        guard let first = event.start.flatMap(Self.day) else {
            report(event, "this event is no whole day: only dates can be holidays")
            return
        }
        // DTEND is the first day after the event.
        let last = max(first, event.end.flatMap(Self.day)?.adding(days: -1) ?? first)
        var days: Holiday.Days = first == last ? .date(first) : .range(first, last)
        if let rule = event.rule {
            guard ["FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=1", "INTERVAL=1;FREQ=YEARLY"].contains(rule), first == last
            else {
                report(event, "this event recurs by a rule that holidays do not know: only FREQ=YEARLY of one day")
                return
            }
            days = .yearly(month: first.month, day: first.day)
        }
        do {
            holidays.append(try Holiday(days, hours: hours, name: event.name))
        } catch {
            report(event, "\(error)")
        }
    }

    private mutating func report(_ event: Event, _ message: String) {
        problems.append(Problem(line: event.line, message: message))
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

    private static func day(_ text: String) -> LocalDate? {
        guard text.utf8.count == 8, text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text) else {
            return nil
        }
        return LocalDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
