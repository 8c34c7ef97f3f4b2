/// Working hours from one wall-clock time to another, "08:00-12:00": the start is inside, the end is not.
///
/// Where the end is not after the start the interval runs over midnight ("22:00-06:00"); all of it belongs to the
/// day on which it starts.
package struct HoursInterval: Hashable, Sendable, CustomStringConvertible {
    package let start: LocalTime
    package let end: LocalTime

    /// Refuses an interval that starts at 24:00, and one without length: a whole day is 00:00-24:00.
    package init(start: LocalTime, end: LocalTime) throws(BusinessTimeError) {
        guard start != .endOfDay else {
            throw .interval("\(start)-\(end)", problem: "24:00 can only be an end; write 00:00 on the day after")
        }
        guard start != end else {
            throw .interval("\(start)-\(end)", problem: "it has no length; a whole day is 00:00-24:00")
        }
        self.start = start
        self.end = end
    }

    /// Reads "HH:MM-HH:MM".
    package init(parsing text: String) throws(BusinessTimeError) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            throw .interval(text, problem: "an interval is written HH:MM-HH:MM, as in 08:00-12:00")
        }
        guard let start = LocalTime(ends[0]) else { throw .interval(text, problem: Self.noTime(ends[0])) }
        guard let end = LocalTime(ends[1]) else { throw .interval(text, problem: Self.noTime(ends[1])) }
        try self.init(start: start, end: end)
    }

    package var description: String { "\(start)-\(end)" }

    var startMinute: Int { start.minute }

    /// Minutes since the midnight before the start; above 1440 where the interval runs over midnight.
    var endMinute: Int { end > start ? end.minute : end.minute + 1440 }

    var runsOverMidnight: Bool { endMinute > 1440 }

    /// The first two intervals of `hours` that share time, if any.
    static func overlap(in hours: [HoursInterval]) -> (HoursInterval, HoursInterval)? {
        let sorted = hours.sorted { $0.startMinute < $1.startMinute }
        for (a, b) in zip(sorted, sorted.dropFirst()) where b.startMinute < a.endMinute { return (a, b) }
        return nil
    }

    private static func noTime(_ text: Substring) -> String {
        "\"\(text)\" is no time of day; write HH:MM, from 00:00 to 24:00"
    }
}
