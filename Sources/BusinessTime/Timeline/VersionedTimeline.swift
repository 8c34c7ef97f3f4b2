/// The open seconds of a calendar that changes at certain dates: the timeline of each version from its first midnight to
/// that of the next, with a running total, so that a question costs one binary search more than without versions.
struct VersionedTimeline: Sendable {
    private struct Part {
        var start: Int64
        /// Open seconds since 1970 before `start`.
        var before: Int64
        /// The position of `start` on the part's own timeline.
        var ownBefore: Int64
        var timeline: OpenTimeline
    }

    /// The first starts with the beginning of time; never empty.
    private let parts: [Part]

    /// - Parameter versions: In the order of their dates; the first one's date is not asked.
    init(zone: TimeZoneRules, versions: [Calendar.Version]) {
        var parts: [Part] = []
        for (index, version) in versions.enumerated() {
            guard let last = parts.last else {
                let timeline = OpenTimeline(zone: zone, hours: version.hours, holidays: version.holidays)
                parts.append(Part(start: .min, before: 0, ownBefore: 0, timeline: timeline))
                continue
            }
            // What starts on the last evening of the version before runs on into this one's first day.
            let evening = version.from.adding(days: -1)
            let handover = try? Holiday(.date(evening), hours: versions[index - 1].hours(on: evening))
            let timeline = OpenTimeline(
                zone: zone, hours: version.hours, holidays: version.holidays + [handover].compactMap(\.self))
            let start = zone.instants(of: LocalDateTime(date: version.from)).earliest
            parts.append(
                Part(
                    start: start, before: last.before + last.timeline.position(of: start).worked - last.ownBefore,
                    ownBefore: timeline.position(of: start).worked, timeline: timeline))
        }
        self.parts = parts
    }

    /// Whether nothing is open from the last version on, which holds for all times to come. The night that ends in it is
    /// not asked.
    var neverOpens: Bool {
        let last = parts[parts.count - 1]
        guard parts.count > 1 else { return last.timeline.neverOpens }
        let position = last.timeline.position(of: last.start + 86_400).worked
        return position == last.ownBefore && last.timeline.second(at: position) == nil
    }

    /// As `OpenTimeline.position`.
    func position(of second: Int64) -> (worked: Int64, openUntil: Int64?) {
        guard parts.count > 1, let index = parts.lastIndex(notAfter: second, key: { $0.start }) else {
            return parts[0].timeline.position(of: second)
        }
        let (worked, openUntil) = parts[index].timeline.position(of: second)
        let end = index + 1 < parts.count ? parts[index + 1].start : .max
        return (parts[index].before + worked - parts[index].ownBefore, openUntil.map { min($0, end) })
    }

    /// As `OpenTimeline.second`.
    func second(at position: Int64) -> Int64? {
        guard parts.count > 1, let index = parts.lastIndex(notAfter: position, key: { $0.before }) else {
            return parts[0].timeline.second(at: position)
        }
        return parts[index].timeline.second(at: position - parts[index].before + parts[index].ownBefore)
    }
}
