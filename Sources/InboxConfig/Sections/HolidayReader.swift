internal import Foundation
internal import InboxDomain

/// Reads `holidays:` of a calendar: `12-25`, `2026-08-03`, `2026-08-03..2026-08-14`, or `{date: …, hours: […]}`.
struct HolidayReader {
    typealias Day = CalendarDefinition.Day
    typealias Dates = CalendarDefinition.Dates
    typealias Holiday = CalendarDefinition.Holiday

    private static let allowed = "12-25 (every year), 2026-08-03, or 2026-08-03..2026-08-14"

    let context: ReadingContext
    /// Reads the hours of a special day.
    let hours: (ConfigNode, String) -> [CalendarDefinition.Hours]

    func read(_ node: ConfigNode) -> [Holiday] {
        guard case .list(let items) = node.content else {
            context.problems.error(node.location, "holidays takes a list of days, not \(node.kind)")
            return []
        }
        return items.flatMap(holidays)
    }

    private func holidays(_ node: ConfigNode) -> [Holiday] {
        guard case .map = node.content else {
            return dates(node).map { [Holiday(dates: $0)] } ?? []
        }
        guard var map = MapReader(node, "a holiday", context.problems) else { return [] }
        defer { map.finish() }
        let special = map.take("hours").map { hours($0, "hours") } ?? []
        if let file = map.take("ics") {
            return calendarFile(file, hours: special)
        }
        guard let date = map.take("date") else {
            context.problems.error(node.location, "a holiday has a date: write date: and a day such as 2026-12-24")
            return []
        }
        return dates(date).map { [Holiday(dates: $0, hours: special)] } ?? []
    }

    private func calendarFile(_ node: ConfigNode, hours: [CalendarDefinition.Hours]) -> [Holiday] {
        guard let name = context.values.text(node, "ics") else { return [] }
        let path = context.paths.resolve(name)
        switch BoundedFile.read(path, limit: HolidayFile.largest) {
        case .failure(let problem):
            context.problems.error(node.location, "the holidays in \(path) cannot be read: \(problem.message)")
            return []
        case .success(let bytes):
            let file = HolidayFile(bytes)
            for problem in file.problems {
                context.problems.error(SourceLocation(file: path, line: problem.line, column: 1), problem.message)
            }
            return file.dates.map { Holiday(dates: $0, hours: hours) }
        }
    }

    private func dates(_ node: ConfigNode) -> Dates? {
        guard case .scalar(let text, _) = node.content, let dates = Self.dates(text) else {
            context.problems.error(
                node.location, "a holiday is \(Self.allowed), and a day that exists; not \(node.kind)")
            return nil
        }
        if case .range(let first, let last) = dates, last < first {
            context.problems.error(node.location, "these holidays end before they begin")
            return nil
        }
        return dates
    }

    static func dates(_ text: String) -> Dates? {
        if let range = text.range(of: "..") {
            guard let first = day(text[..<range.lowerBound]), let last = day(text[range.upperBound...]) else {
                return nil
            }
            return .range(first, last)
        }
        if let day = day(text[...]) { return .range(day, day) }
        let parts = numbers(text[...], widths: [2, 2])
        guard let parts, exists(year: 2000, month: parts[0], day: parts[1]) else { return nil }
        return .yearly(month: parts[0], day: parts[1])
    }

    private static func day(_ text: Substring) -> Day? {
        guard let parts = numbers(text, widths: [4, 2, 2]), exists(year: parts[0], month: parts[1], day: parts[2])
        else { return nil }
        return Day(year: parts[0], month: parts[1], day: parts[2])
    }

    private static func numbers(_ text: Substring, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == widths, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
            return nil
        }
        return parts.compactMap { Int($0) }
    }

    static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1...12).contains(month), (1900...9999).contains(year), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }
}
