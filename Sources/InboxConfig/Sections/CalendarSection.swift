internal import InboxDomain

/// Reads `calendars:` into definitions; `CalendarBuilder` makes calendars of them.
struct CalendarSection {
    typealias Weekday = CalendarDefinition.Weekday
    typealias Hours = CalendarDefinition.Hours

    let context: ReadingContext

    func read(_ node: ConfigNode?) -> [String: CalendarDefinition] {
        var calendars: [String: CalendarDefinition] = [:]
        for entry in context.definitions(node, "calendars", of: "a calendar") {
            calendars[entry.key] = calendar(entry)
        }
        return calendars
    }

    private func calendar(_ entry: ConfigNode.Entry) -> CalendarDefinition? {
        let problems = context.problems
        guard var map = MapReader(entry.value, "calendar “\(entry.key)”", problems) else { return nil }
        defer { map.finish() }
        var calendar = CalendarDefinition(name: entry.key, timeZone: "UTC")
        if let node = map.take("timezone") {
            guard let zone = context.values.text(node, "timezone") else { return nil }
            if let problem = TimeZones.system.problem(with: zone) { problems.error(node.location, problem) }
            calendar.timeZone = zone
        } else {
            problems.error(
                entry.keyLocation, "calendar “\(entry.key)” has no timezone: write one such as Europe/Berlin, or UTC")
        }
        if let node = map.take("hours") { calendar.hours = week(node) }
        if let node = map.take("holidays") {
            calendar.holidays = HolidayReader(context: context, hours: hours).read(node)
        }
        return calendar
    }

    private func week(_ node: ConfigNode) -> [Weekday: [Hours]] {
        guard case .map(let entries) = node.content else {
            context.problems.error(node.location, "hours takes a map from days to hours, not \(node.kind)")
            return [:]
        }
        var week: [Weekday: [Hours]] = [:]
        var origin: [Weekday: String] = [:]
        for entry in entries {
            guard let days = days(entry) else { continue }
            let hours = hours(entry.value, entry.key)
            for day in days {
                if let other = origin.updateValue(entry.key, forKey: day) {
                    context.problems.error(
                        entry.keyLocation, "\(day.key) has hours twice: here and under “\(other)”")
                }
                week[day] = hours
            }
        }
        return week
    }

    /// `mon`, or `mon-fri`; a range may run over the end of the week.
    private func days(_ entry: ConfigNode.Entry) -> [Weekday]? {
        let names = entry.key.split(separator: "-", omittingEmptySubsequences: false)
        let days = names.compactMap { name in Weekday.allCases.first { $0.key == name } }
        guard days.count == names.count, let first = days.first, let last = days.last, days.count <= 2 else {
            context.problems.error(
                entry.keyLocation,
                "hours are under days (mon, tue, wed, thu, fri, sat, sun) or ranges such as mon-fri, not “\(entry.key)”"
            )
            return nil
        }
        let count = (last.rawValue - first.rawValue + 7) % 7
        return (0...count).compactMap { Weekday(rawValue: (first.rawValue + $0) % 7) }
    }

    /// Texts such as `08:00-12:00`, sorted; overlaps are reported.
    private func hours(_ node: ConfigNode, _ what: String) -> [Hours] {
        if case .none = node.content { return [] }
        var result: [(hours: Hours, location: SourceLocation)] = []
        for (text, location) in context.values.texts(node, what) {
            if let hours = Self.interval(text) {
                result.append((hours, location))
            } else {
                context.problems.error(
                    location,
                    "hours take a range such as 08:00-12:00, from 00:00 to 24:00; 22:00-06:00 runs over midnight; "
                        + "not “\(ConfigNode.shortened(text))”")
            }
        }
        result.sort { ($0.hours.start, $0.hours.end) < ($1.hours.start, $1.hours.end) }
        for (a, b) in zip(result, result.dropFirst()) {
            let end = a.hours.end > a.hours.start ? a.hours.end : a.hours.end + 1440
            if b.hours.start < end {
                context.problems.error(b.location, "these hours overlap with the ones before them on the same day")
            }
        }
        return result.map(\.hours)
    }

    static func interval(_ text: String) -> Hours? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = minutes(ends[0]), let end = minutes(ends[1]), start < 1440, end != start
        else { return nil }
        // "22:00-00:00" ends at midnight: the end of this day, not the start of it.
        return Hours(start: start, end: end == 0 ? 1440 : end)
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }
}
