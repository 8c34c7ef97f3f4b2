/// Working hours, holidays and a time zone: answers what is working time and what is not.
///
/// An instant is open when its wall-clock time lies in the hours of its date. So what a spring change skips counts for
/// nothing, and what an autumn change repeats counts twice. Hours over midnight belong to the day on which they start.
/// Before 1970 nothing is open; after it there is no end.
///
/// Hours and holidays may change at certain dates: each version holds for what starts on its dates, and a night that
/// begins before a change ends as it began.
///
/// Immutable. Every question takes a handful of binary searches, whatever the span; a calendar with thirty yearly
/// holidays in a zone with summer time takes about a megabyte at most, and a few milliseconds to make.
package struct Calendar: Sendable {
    package let name: String
    package let zone: TimeZoneRules
    /// In the order of their dates; never empty. The first holds for all that lies before the second.
    package let versions: [Version]
    private let timeline: VersionedTimeline

    /// Hours and holidays from one date on, up to the date of the next version.
    package struct Version: Hashable, Sendable {
        /// The first date; what starts on it is the first that this version opens.
        package let from: LocalDate
        package let hours: WeeklyHours
        package let holidays: [Holiday]

        package init(from: LocalDate, hours: WeeklyHours, holidays: [Holiday]) {
            self.from = from
            self.hours = hours
            self.holidays = holidays
        }
    }

    /// The most versions of one calendar: each costs memory and milliseconds at start.
    package static let mostVersions = 32

    /// Without any of them: always open, in UTC.
    package init(
        name: String, zone: TimeZoneRules = .utc, hours: WeeklyHours = .always, holidays: [Holiday] = []
    ) {
        self.init(
            name: name, zone: zone, first: (hours: hours, holidays: holidays), then: [])
    }

    /// - Parameter later: What holds from certain dates on, in any order; of two with one date the last one.
    package init(
        name: String, zone: TimeZoneRules, first: (hours: WeeklyHours, holidays: [Holiday]), then later: [Version]
    ) {
        self.name = name
        self.zone = zone
        var versions = [Version(from: LocalDate(dayNumber: 0), hours: first.hours, holidays: first.holidays)]
        for (_, version) in later.enumerated().sorted(by: {
            ($0.element.from, $0.offset) < ($1.element.from, $1.offset)
        }) {
            if versions.count > 1, versions.last?.from == version.from { versions.removeLast() }
            versions.append(version)
        }
        self.versions = versions
        timeline = VersionedTimeline(zone: zone, versions: versions)
    }

    /// Whether there is no working time at all, or none from the last version on: a mistake in a configuration. A calendar
    /// that opens no more, but did once, has no `due` from then on.
    package var neverOpens: Bool { timeline.neverOpens }

    /// The first instant (UTC milliseconds) by which `milliseconds` of working time have passed since `start`; nil
    /// where the calendar never has as much.
    ///
    /// That may be the closing minute, never the next morning's opening; `start` itself where `milliseconds` is not
    /// above 0.
    package func due(from start: Int64, milliseconds: Int64) -> Int64? {
        guard milliseconds > 0 else { return start }
        let (worked, isTooLarge) = worked(before: start).addingReportingOverflow(milliseconds)
        guard !isTooLarge else { return nil }
        // The last of these milliseconds lies inside an open second: that leaves no choice between closing and opening.
        let (seconds, rest) = (worked - 1).quotientAndRemainder(dividingBy: 1000)
        guard let second = timeline.second(at: seconds) else { return nil }
        let (instant, overflows) = second.multipliedReportingOverflow(by: 1000)
        let (due, dueOverflows) = instant.addingReportingOverflow(rest + 1)
        return overflows || dueOverflows ? nil : due
    }

    /// Milliseconds of working time inside [start, end); 0 where `end` is not after `start`.
    package func elapsed(from start: Int64, to end: Int64) -> Int64 {
        end > start ? worked(before: end) - worked(before: start) : 0
    }

    /// Whether an instant (UTC milliseconds) is working time.
    package func isOpen(at instant: Int64) -> Bool {
        timeline.position(of: instant.flooredDivision(by: 1000).quotient).openUntil != nil
    }

    private func worked(before instant: Int64) -> Int64 {
        let (second, rest) = instant.flooredDivision(by: 1000)
        let (worked, openUntil) = timeline.position(of: second)
        return worked * 1000 + (openUntil == nil ? 0 : rest)
    }
}

extension Calendar {
    /// Working time without interruption, in UTC milliseconds; the end is not inside.
    package struct OpenInterval: Hashable, Sendable {
        package var start: Int64
        package var end: Int64
    }

    /// The longest range of dates that `openIntervals` answers, in days.
    package static let longestListing = 366

    /// The working time of the dates from `first` up to, not including, `end`, in order. The days after the first
    /// `longestListing` are left out.
    package func openIntervals(from first: LocalDate, to end: LocalDate) -> [OpenInterval] {
        let end = min(end, first.adding(days: Self.longestListing))
        let limit = zone.instants(of: LocalDateTime(date: end)).earliest
        var next = zone.instants(of: LocalDateTime(date: first)).earliest
        var result: [OpenInterval] = []
        while next < limit, let start = timeline.second(at: timeline.position(of: next).worked), start < limit,
            let openUntil = timeline.position(of: start).openUntil
        {
            next = min(openUntil, limit)
            // Spans end at midnights and changes of the offset, open or not.
            if result.last?.end == start * 1000 {
                result[result.count - 1].end = next * 1000
            } else {
                result.append(OpenInterval(start: start * 1000, end: next * 1000))
            }
        }
        return result
    }

    /// The hours that start on `date`, as they were written: the holiday's where there is one.
    package func hours(on date: LocalDate) -> [HoursInterval] {
        version(on: date).hours(on: date)
    }

    /// The holiday that holds on `date`.
    package func holiday(on date: LocalDate) -> Holiday? {
        version(on: date).holiday(on: date)
    }

    /// The version that holds for what starts on `date`.
    package func version(on date: LocalDate) -> Version {
        versions.dropFirst().last { $0.from <= date } ?? versions[0]
    }
}

extension Calendar.Version {
    func hours(on date: LocalDate) -> [HoursInterval] {
        holiday(on: date)?.hours ?? hours[date.weekday]
    }

    func holiday(on date: LocalDate) -> Holiday? {
        holidays.filter { $0.covers(date) }.reduce(nil) { best, next in
            guard let best, best.precedence > next.precedence else { return next }
            return best
        }
    }
}
