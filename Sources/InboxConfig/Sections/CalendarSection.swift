internal import BusinessTime
internal import InboxDomain

/// Reads `calendars:`, with the zones of the machine's tzdata.
struct CalendarSection {
    let context: ReadingContext

    /// The calendars, and the names of their zones.
    func read(_ node: ConfigNode?) -> (calendars: [String: Calendar], timeZones: [String: String]) {
        var calendars: [String: Calendar] = [:]
        var timeZones: [String: String] = [:]
        for entry in context.definitions(node, "calendars", of: "a calendar") {
            guard let (calendar, zone) = calendar(entry) else { continue }
            calendars[entry.key] = calendar
            timeZones[entry.key] = zone
        }
        return (calendars, timeZones)
    }

    private func calendar(_ entry: ConfigNode.Entry) -> (Calendar, zone: String)? {
        guard var map = MapReader(entry.value, "calendar “\(entry.key)”", context.problems) else { return nil }
        defer { map.finish() }
        let zone = zone(map.take("timezone"), of: entry)
        let hours = map.take("hours").map(week) ?? WeeklyHours.none
        let holidays = map.take("holidays").map { HolidayReader(context: context).read($0) } ?? []
        let first = hours.map { (hours: $0, holidays: holidays) }
        let later = map.take("versions").map { versions($0, of: entry.key, after: first) } ?? []
        guard let zone, let first, let later else { return nil }
        return (Calendar(name: entry.key, zone: zone.rules, first: first, then: later), zone.name)
    }

    /// `[{from: 2026-07-01, hours: …, holidays: …}]` in the order of the dates; what an entry leaves out stays as it was.
    /// Nil where anything in it is wrong.
    private func versions(
        _ node: ConfigNode, of calendar: String, after first: (hours: WeeklyHours, holidays: [Holiday])?
    ) -> [Calendar.Version]? {
        guard case .list(let items) = node.content else {
            context.problems.error(
                node.location, "versions takes a list such as [{from: 2026-07-01, hours: {…}}], not \(node.kind)")
            return nil
        }
        if items.count >= Calendar.mostVersions {
            context.problems.error(node.location, "a calendar has at most \(Calendar.mostVersions) versions")
        }
        let before = context.problems.count
        var state = first ?? (WeeklyHours.none, [])
        var versions: [Calendar.Version] = []
        for item in items.prefix(Calendar.mostVersions) {
            guard var map = MapReader(item, "a version of calendar “\(calendar)”", context.problems) else { continue }
            let from = map.take("from")
            if let node = map.take("hours"), let hours = week(node) { state.hours = hours }
            if let node = map.take("holidays") { state.holidays = HolidayReader(context: context).read(node) }
            map.finish()
            guard let from else {
                context.problems.error(item.location, "a version has from: and its first date, as in from: 2026-07-01")
                continue
            }
            guard let date = date(from) else { continue }
            if let last = versions.last, date <= last.from {
                context.problems.error(
                    from.location, "versions stand in the order of their dates: \(date) comes after \(last.from)")
            }
            versions.append(Calendar.Version(from: date, hours: state.hours, holidays: state.holidays))
        }
        return context.problems.count == before ? versions : nil
    }

    private func date(_ node: ConfigNode) -> LocalDate? {
        guard let text = context.values.text(node, "from") else { return nil }
        do {
            return try LocalDate(parsing: text)
        } catch {
            context.problems.error(node.location, "\(error)")
            return nil
        }
    }

    private func zone(_ node: ConfigNode?, of entry: ConfigNode.Entry) -> (name: String, rules: TimeZoneRules)? {
        guard let node else {
            context.problems.error(
                entry.keyLocation, "calendar “\(entry.key)” has no timezone: write one such as Europe/Berlin, or UTC")
            return nil
        }
        guard let name = context.values.text(node, "timezone") else { return nil }
        do {
            return (name, try TimeZoneRules(named: name, from: TimeZones.bytes))
        } catch {
            let nearest = Spelling.nearest(to: name, among: TimeZones.names).map { "; did you mean “\($0)”?" }
            context.problems.error(node.location, "\(error)\(nearest ?? "")")
            return nil
        }
    }

    /// Nil where anything in it is wrong: the calendar would then be another one than was meant.
    private func week(_ node: ConfigNode) -> WeeklyHours? {
        guard case .map(let entries) = node.content else {
            context.problems.error(node.location, "hours takes a map from days to hours, not \(node.kind)")
            return nil
        }
        var week: [Weekday: [HoursInterval]] = [:]
        var origin: [Weekday: String] = [:]
        var isWhole = true
        for entry in entries {
            do {
                for day in try Weekday.parse(entry.key) {
                    if let other = origin.updateValue(entry.key, forKey: day) {
                        context.problems.error(
                            entry.keyLocation, "\(day) has hours twice: here and under “\(other)”")
                        isWhole = false
                    }
                    week[day] = HoursReader(context: context).read(entry.value, entry.key)
                    if week[day] == nil { isWhole = false }
                }
            } catch {
                context.problems.error(entry.keyLocation, "\(error)")
                isWhole = false
            }
        }
        guard isWhole else { return nil }
        do {
            return try WeeklyHours(week)
        } catch {
            context.problems.error(node.location, "\(error)")
            return nil
        }
    }
}

/// Reads hours of a day: one text such as `08:00-12:00`, or a list of them; nothing, or an empty list, is closed.
struct HoursReader {
    let context: ReadingContext

    /// Nil where one of them is wrong.
    func read(_ node: ConfigNode, _ what: String) -> [HoursInterval]? {
        if case .none = node.content { return [] }
        let before = context.problems.count
        let intervals = context.values.texts(node, what).compactMap { text, location -> HoursInterval? in
            do {
                return try HoursInterval(parsing: text)
            } catch {
                context.problems.error(location, "\(error)")
                return nil
            }
        }
        return context.problems.count == before ? intervals : nil
    }
}
