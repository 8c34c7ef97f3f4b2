internal import BusinessTime
internal import InboxDomain

/// Reads `holidays:` of a calendar: `12-25`, `2026-08-03`, `2026-08-03..2026-08-14`, `{date: …, hours: […], name: …}`,
/// or `{ics: FILE}`.
struct HolidayReader {
    let context: ReadingContext

    func read(_ node: ConfigNode) -> [Holiday] {
        guard case .list(let items) = node.content else {
            context.problems.error(node.location, "holidays takes a list of days, not \(node.kind)")
            return []
        }
        return items.flatMap(holidays)
    }

    private func holidays(_ node: ConfigNode) -> [Holiday] {
        guard case .map = node.content else { return holiday(node, hours: [], name: "") }
        guard var map = MapReader(node, "a holiday", context.problems) else { return [] }
        defer { map.finish() }
        let hours = map.take("hours").flatMap { HoursReader(context: context).read($0, "hours") } ?? []
        let name = map.take("name").flatMap { context.values.text($0, "name") } ?? ""
        let file = map.take("ics")
        let date = map.take("date")
        switch (date, file) {
        case (let date?, nil): return holiday(date, hours: hours, name: name)
        case (nil, let file?): return calendarFile(file, hours: hours)
        default:
            context.problems.error(
                node.location, "a holiday has either date: and a day such as 2026-12-24, or ics: and a file")
            return []
        }
    }

    private func holiday(_ node: ConfigNode, hours: [HoursInterval], name: String) -> [Holiday] {
        guard let text = context.values.text(node, "a holiday") else { return [] }
        do {
            return [try Holiday(parsing: text, hours: hours, name: name)]
        } catch {
            context.problems.error(node.location, "\(error)")
            return []
        }
    }

    private func calendarFile(_ node: ConfigNode, hours: [HoursInterval]) -> [Holiday] {
        guard let name = context.values.text(node, "ics") else { return [] }
        let path = context.paths.resolve(name)
        // Before it is read: a change in between is noticed then.
        context.readFiles.stamps.take(path)
        switch BoundedFile.read(path, limit: HolidayFile.largest) {
        case .failure(let problem):
            context.problems.error(node.location, "the holidays in \(path) cannot be read: \(problem.message)")
            return []
        case .success(let bytes):
            let file = HolidayFile(bytes, hours: hours)
            for problem in file.problems {
                context.problems.error(SourceLocation(file: path, line: problem.line, column: 1), problem.message)
            }
            return file.holidays
        }
    }
}
