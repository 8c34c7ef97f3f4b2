import ControlAPI
import InboxDomain

/// The clocks of one conversation as of one instant, after some events.
struct SLAEvaluation {
    struct Event {
        var at: Instant
        var event: SLAEvent
    }

    /// One run of one clock.
    struct Row {
        var clock: ClockKind
        /// Of a promise in both times, that of the measure which decides.
        var targetSeconds: Int64
        var startedAt: Timestamp
        /// Nil while the clock stands still.
        var dueAt: Timestamp?
        var stoppedAt: Timestamp?
        /// In the time of the target: working or real.
        var elapsedSeconds: Int64
        var pausedSeconds: Int64
        var state: State
        var breachedAt: Timestamp?
    }

    /// The verdicts that people know. A clock that ended without one was not late: it counts as met. One that resolving
    /// interrupted, and that reopening would resume, is paused.
    enum State: String, Encodable {
        case running, paused, met, breached
    }

    private(set) var rows: [Row] = []
    /// The next deadline that can still be kept: the earliest of the clocks that run. A breached one is past it.
    private(set) var nextDueAt: Timestamp?

    /// - Parameters:
    ///   - events: In the order of time.
    ///   - at: Events after it are left out; nil is the instant of the last.
    init(of events: [Event], rules: SLARules, at: Instant?) {
        guard let now = at ?? events.last?.at else { return }
        var replay = ClockReplay(rules: rules)
        for event in events where event.at <= now { replay.apply(event.event, at: event.at) }
        replay.finish(at: now)
        rows = replay.set.clocks.map { Row($0, in: replay.set, at: now, rules) }
        nextDueAt = rows.filter { $0.state == .running }.compactMap(\.dueAt).min { $0.instant < $1.instant }
    }
}

extension SLAEvaluation.Row {
    fileprivate init(_ clock: Clock, in set: ClockSet, at now: Instant, _ rules: SLARules) {
        let figures = clock.figures(at: now, workingTime: rules.workingTime)
        let (target, elapsed) = Self.deciding(clock.target, working: figures.working, real: figures.real)
        let isInterrupted = set.isInterrupted(clock)
        self.clock = clock.kind
        targetSeconds = target / 1000
        startedAt = Timestamp(clock.startedAt)
        dueAt = isInterrupted ? nil : Timestamp(clock.dueAt)
        stoppedAt = isInterrupted ? nil : Timestamp(clock.stoppedAt)
        elapsedSeconds = elapsed / 1000
        pausedSeconds = figures.paused / 1000
        breachedAt = Timestamp(clock.breachedAt)
        state =
            switch clock.state {
            case .running: .running
            case .paused: .paused
            case .met: .met
            case .breached: .breached
            case .cancelled: isInterrupted ? .paused : .met
            }
    }

    /// The target and what is used of it, milliseconds. Of two measures, the earlier is the one of which the larger
    /// share is used, the later the other.
    private static func deciding(_ target: SLATarget, working: Int64, real: Int64) -> (target: Int64, elapsed: Int64) {
        switch target {
        case .working(let limit): return (limit, working)
        case .real(let limit): return (limit, real)
        case .earlier(let workingLimit, let realLimit), .later(let workingLimit, let realLimit):
            let isWorkingAhead =
                Double(working) / Double(max(1, workingLimit)) >= Double(real) / Double(max(1, realLimit))
            if case .earlier = target {
                return isWorkingAhead ? (workingLimit, working) : (realLimit, real)
            }
            return isWorkingAhead ? (realLimit, real) : (workingLimit, working)
        }
    }
}

/// All keys are always there, with null where there is no instant: a reader need not ask which are.
extension SLAEvaluation: Encodable {
    private enum CodingKeys: CodingKey {
        case clocks, nextDueAt
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .clocks)
        try container.encode(nextDueAt, forKey: .nextDueAt)
    }
}

extension SLAEvaluation.Row: Encodable {
    private enum CodingKeys: CodingKey {
        case clock, targetSeconds, startedAt, dueAt, stoppedAt, elapsedSeconds, pausedSeconds, state, breachedAt
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(clock.rawValue, forKey: .clock)
        try container.encode(targetSeconds, forKey: .targetSeconds)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(dueAt, forKey: .dueAt)
        try container.encode(stoppedAt, forKey: .stoppedAt)
        try container.encode(elapsedSeconds, forKey: .elapsedSeconds)
        try container.encode(pausedSeconds, forKey: .pausedSeconds)
        try container.encode(state, forKey: .state)
        try container.encode(breachedAt, forKey: .breachedAt)
    }
}

extension SLAEvaluation {
    func lines(_ style: Style) -> [String] {
        var table = Table([
            "CLOCK", "STATE", .number("USED"), .number("OF"), .number("PAUSED"), "STARTED", "DUE", "STOPPED",
            "BREACHED",
        ])
        for row in rows {
            table.add([
                .init(row.clock.rawValue, .strong), .init(row.state.rawValue, row.state.tone),
                .init(DurationText.format(row.elapsedSeconds * 1000)),
                .init(DurationText.format(row.targetSeconds * 1000)),
                .init(DurationText.format(row.pausedSeconds * 1000)), .init(TimeText.instant(row.startedAt)),
                .init(row.dueAt.map(TimeText.instant)), .init(row.stoppedAt.map(TimeText.instant)),
                .init(row.breachedAt.map(TimeText.instant)),
            ])
        }
        return table.lines(style, empty: "No clock of this policy has started.")
            + [summary]
    }

    private var summary: String {
        let overdue = rows.filter { $0.state == .breached && $0.stoppedAt == nil }.count
        switch (nextDueAt.map(TimeText.instant), overdue) {
        case (let next?, 0): return "Next due at \(next)."
        case (let next?, _): return "\(overdue) overdue; next due at \(next)."
        case (nil, 0): return "Nothing is due."
        case (nil, _): return "\(overdue) overdue; nothing else is due."
        }
    }
}

extension SLAEvaluation.State {
    fileprivate var tone: Style.Tone {
        switch self {
        case .running: .plain
        case .paused: .caution
        case .met: .good
        case .breached: .alarm
        }
    }
}
