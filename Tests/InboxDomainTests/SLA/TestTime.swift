import InboxDomain

/// Open all the time.
struct AlwaysOpen: WorkingTime {
    func due(from start: Instant, milliseconds: Int64) -> Instant? { start.adding(milliseconds: milliseconds) }
    func elapsed(from start: Instant, to end: Instant) -> Int64 { max(0, end.milliseconds(since: start)) }
    func isOpen(at instant: Instant) -> Bool { true }
}

/// Never open.
struct NeverOpen: WorkingTime {
    func due(from start: Instant, milliseconds: Int64) -> Instant? { nil }
    func elapsed(from start: Instant, to end: Instant) -> Int64 { 0 }
    func isOpen(at instant: Instant) -> Bool { false }
}

/// 09:00 to 17:00 UTC, Monday to Friday.
struct OfficeHours: WorkingTime {
    private static let day: Int64 = 86_400_000
    private static let opening: Int64 = 9 * 3_600_000
    private static let closing: Int64 = 17 * 3_600_000

    /// The open span of the day that many days after the epoch, which was a Thursday.
    private func hours(of day: Int64) -> Range<Int64>? {
        let weekday = (day % 7 + 7 + 3) % 7
        return weekday < 5 ? day * Self.day + Self.opening..<day * Self.day + Self.closing : nil
    }

    private func day(of instant: Instant) -> Int64 {
        Int64((Double(instant.milliseconds) / Double(Self.day)).rounded(.down))
    }

    func due(from start: Instant, milliseconds: Int64) -> Instant? {
        var missing = milliseconds
        for day in day(of: start)... {
            guard let hours = hours(of: day) else { continue }
            let from = max(hours.lowerBound, start.milliseconds)
            let available = hours.upperBound - from
            if available >= missing { return Instant(milliseconds: from + missing) }
            if available > 0 { missing -= available }
        }
        return nil
    }

    func elapsed(from start: Instant, to end: Instant) -> Int64 {
        guard start < end else { return 0 }
        return (day(of: start)...day(of: end)).reduce(0) { sum, day in
            guard let hours = hours(of: day) else { return sum }
            let span = hours.clamped(to: start.milliseconds..<end.milliseconds)
            return sum + span.upperBound - span.lowerBound
        }
    }

    func isOpen(at instant: Instant) -> Bool {
        hours(of: day(of: instant))?.contains(instant.milliseconds) ?? false
    }
}

/// Monday 2026-03-02 at this time of day; days count on from there.
func at(_ time: String, day: Int = 2) -> Instant {
    let text = "2026-03-\(day < 10 ? "0" : "")\(day)T\(time)\(time.count == 5 ? ":00" : "")Z"
    guard let instant = try? Instant(rfc3339: text) else { preconditionFailure("no instant: \(text)") }
    return instant
}

let minute: Int64 = 60_000
let hour: Int64 = 3_600_000

extension SLARules {
    /// 4 h for the first response, 2 h for the next, 8 h for the resolution, at every priority; half of it at urgent.
    static func standard(
        _ workingTime: any WorkingTime = AlwaysOpen(), pauseIn: Set<ConversationStatus> = [.pending, .snoozed],
        update: Int64? = nil, allowance: Int64 = 0, escalations: [EscalationStep] = [], name: String = "standard"
    ) -> SLARules {
        var targets: [Priority: [ClockKind: SLATarget]] = [:]
        for priority in Priority.allCases {
            let share: Int64 = priority == .urgent ? 2 : 1
            targets[priority] = [
                .firstResponse: .working(4 * hour / share), .nextResponse: .working(2 * hour / share),
                .resolution: .working(8 * hour / share),
            ]
            targets[priority]?[.update] = update.map { .working($0) }
        }
        return SLARules(
            policy: SLAPolicy(
                name: name, calendar: "test", pauseIn: pauseIn, targets: targets, outOfHoursAllowance: allowance,
                escalations: escalations),
            workingTime: workingTime)
    }

    /// One clock with one target, at every priority.
    static func only(
        _ kind: ClockKind, _ target: SLATarget, _ workingTime: any WorkingTime = AlwaysOpen(),
        pauseIn: Set<ConversationStatus> = [.pending, .snoozed], allowance: Int64 = 0,
        escalations: [EscalationStep] = [], name: String = "only"
    ) -> SLARules {
        SLARules(
            policy: SLAPolicy(
                name: name, calendar: "test", pauseIn: pauseIn,
                targets: Dictionary(uniqueKeysWithValues: Priority.allCases.map { ($0, [kind: target]) }),
                outOfHoursAllowance: allowance, escalations: escalations),
            workingTime: workingTime)
    }
}

extension ClockSet {
    /// A conversation that began with a customer's message.
    static func begun(_ instant: Instant, _ rules: SLARules, _ priority: Priority = .normal) -> ClockSet {
        var set = ClockSet()
        _ = set.apply(.created(priority), at: instant, rules: rules)
        _ = set.apply(.customerMessage, at: instant, rules: rules)
        return set
    }

    /// The run of a kind, the last one where none is named.
    func clock(_ kind: ClockKind, run: Int? = nil) -> Clock? {
        clocks.last { $0.kind == kind && (run == nil || $0.run == run) }
    }

    /// Applies one event after the other.
    @discardableResult
    mutating func apply(_ events: [(SLAEvent, Instant)], _ rules: SLARules?) -> [ClockChange] {
        events.flatMap { apply($0.0, at: $0.1, rules: rules) }
    }
}

extension [ClockChange] {
    /// `first_response.1 breached 13:00`, for comparing at a glance.
    var summary: [String] {
        map { change in
            let what =
                switch change.what {
                case .step(let index, _): "step \(index)"
                default: "\(change.what)"
                }
            return "\(change.kind.rawValue).\(change.run) \(what) \(change.at.formatted.dropFirst(11).dropLast())"
        }
    }
}
