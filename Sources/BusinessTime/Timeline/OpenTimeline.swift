/// The open seconds of a calendar on the axis of UTC, from 1970 to the end of time.
///
/// Up to the last dated thing (a change in the zone's table, a holiday with a year) and 400 years beyond, every offset
/// stands in a table with its running total. From then on all repeats itself: weekdays, leap years and a zone's rule
/// have a common period of 400 years, which are 146,097 days, or 20,871 weeks.
struct OpenTimeline: Sendable {
    private static let day: Int64 = 86_400
    private static let period: Int64 = 146_097 * day

    /// A time in which the offset to UTC stays the same.
    private struct Segment {
        var start: Int64
        var end: Int64
        var offset: Int64
        /// Open seconds since 1970 before `start`.
        var before: Int64
        /// The position on the local axis at `start`.
        var localBefore: Int64
    }

    private let local: LocalTimeline
    /// The first starts with 1970; never empty.
    private let segments: [Segment]
    /// From here on all repeats itself; inside the table, which ends one period later.
    private let periodStart: Int64
    private let workedBeforePeriod: Int64
    private let workedInPeriod: Int64

    init(zone: TimeZoneRules, hours: WeeklyHours, holidays: [Holiday]) {
        let lastDated = holidays.compactMap { $0.datedDays?.upperBound }.max() ?? 0
        let lastChange = Int((zone.lastTableChange ?? 0) / Self.day)
        // The year after next: past the hours that run into the day after, and past any offset.
        let year = LocalDate(dayNumber: max(lastDated, lastChange, 0)).year + 2
        let periodStart = Int64(LocalDate.dayNumber(year: year, month: 1, day: 1)) * Self.day
        let end = periodStart + Self.period
        let local = LocalTimeline(hours: hours, holidays: holidays, days: -2..<Int(end / Self.day) + 3)

        var segments: [Segment] = []
        var worked: Int64 = 0
        let changes = zone.offsets(from: 0, to: end)
        for (index, change) in changes.enumerated() {
            let segment = Segment(
                start: change.start, end: index + 1 < changes.count ? changes[index + 1].start : end,
                offset: Int64(change.offset), before: worked,
                localBefore: local.position(of: change.start + Int64(change.offset)).worked)
            worked += local.position(of: segment.end + segment.offset).worked - segment.localBefore
            segments.append(segment)
        }
        self.local = local
        self.segments = segments
        self.periodStart = periodStart
        workedBeforePeriod = Self.position(of: periodStart, segments: segments, local: local).worked
        workedInPeriod = worked - workedBeforePeriod
    }

    /// Whether there is no open second at all.
    var neverOpens: Bool { workedBeforePeriod + workedInPeriod == 0 }

    /// Open seconds from 1970 to `second`, and where its span ends at the latest: nil where it is not open. A span may
    /// go on after the end that is given. Before 1970 nothing is open.
    func position(of second: Int64) -> (worked: Int64, openUntil: Int64?) {
        guard second >= 0 else { return (0, nil) }
        guard second >= periodStart else { return Self.position(of: second, segments: segments, local: local) }
        let (periods, rest) = (second - periodStart).quotientAndRemainder(dividingBy: Self.period)
        let (worked, openUntil) = Self.position(of: periodStart + rest, segments: segments, local: local)
        let shift = periods * Self.period
        return (worked + periods * workedInPeriod, openUntil.map { $0 + shift })
    }

    /// The open second before which there are `position` others since 1970; nil where the calendar never has as many,
    /// or not before 64 bits end.
    func second(at position: Int64) -> Int64? {
        var (position, shift) = (position, Int64(0))
        if position >= workedBeforePeriod {
            guard workedInPeriod > 0 else { return nil }
            let (periods, rest) = (position - workedBeforePeriod).quotientAndRemainder(dividingBy: workedInPeriod)
            position = workedBeforePeriod + rest
            let (product, isTooLarge) = periods.multipliedReportingOverflow(by: Self.period)
            guard !isTooLarge else { return nil }
            shift = product
        }
        guard let index = segments.lastIndex(notAfter: position, key: { $0.before }) else { return nil }
        let segment = segments[index]
        guard let second = local.second(at: position - segment.before + segment.localBefore) else { return nil }
        let (sum, isTooLarge) = (second - segment.offset).addingReportingOverflow(shift)
        return isTooLarge ? nil : sum
    }

    private static func position(of second: Int64, segments: [Segment], local: LocalTimeline)
        -> (worked: Int64, openUntil: Int64?)
    {
        guard let index = segments.lastIndex(notAfter: second, key: { $0.start }) else { return (0, nil) }
        let segment = segments[index]
        let (position, openUntil) = local.position(of: second + segment.offset)
        return (
            segment.before + position - segment.localBefore, openUntil.map { min($0 - segment.offset, segment.end) }
        )
    }
}
