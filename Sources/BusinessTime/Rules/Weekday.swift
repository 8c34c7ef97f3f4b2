/// A day of the week, Monday first (ISO 8601).
package enum Weekday: Int, Sendable, CaseIterable, Hashable, CustomStringConvertible {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// As in a configuration file: "mon" to "sun".
    package var description: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    var next: Weekday { Weekday(rawValue: rawValue + 1) ?? .monday }

    /// The days that `text` names: one ("mon") or a range ("mon-thu"), which may run over the end of the week
    /// ("sat-mon").
    package static func parse(_ text: String) throws(BusinessTimeError) -> [Weekday] {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { word in
            allCases.first { $0.description == word }
        }
        guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil else {
            throw .weekday(text)
        }
        if ends.count == 2 && first == last { throw .weekday(text) }
        var days = [first]
        var day = first
        while day != last {
            day = day.next
            days.append(day)
        }
        return days
    }
}
