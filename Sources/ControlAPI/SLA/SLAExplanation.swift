package import InboxDomain

/// How the clocks of one conversation came to stand as they do: each run, each stretch in which it counted or stood
/// still, and the closed periods that did not count.
package struct SLAExplanation: Sendable, Hashable, Codable {
    package var at: Timestamp
    package var clocks: [ExplainedClock]

    package struct ExplainedClock: Sendable, Hashable, Codable {
        package var clock: String
        package var run: Int
        package var policy: String
        /// `running`, `paused`, `met`, `breached`, `cancelled`.
        package var state: String
        package var target: String
        /// Granted because the clock started outside hours.
        package var allowanceSeconds: Int64?
        package var startedAt: Timestamp
        package var dueAt: Timestamp?
        package var stoppedAt: Timestamp?
        package var breachedAt: Timestamp?
        package var workingSeconds: Int64
        package var realSeconds: Int64
        package var pausedSeconds: Int64
        package var spans: [ExplainedSpan]
        package var changes: [ExplainedChange]
    }

    package struct ExplainedSpan: Sendable, Hashable, Codable {
        package var from: Timestamp
        package var to: Timestamp
        package var isPaused: Bool
        /// The policy in force; nil where there was none.
        package var policy: String?
        /// Working time inside; 0 in a pause.
        package var workingSeconds: Int64
        package var realSeconds: Int64
        package var closed: [ExplainedClosing]
        /// Whether there are further closed periods.
        package var hasMoreClosed: Bool
    }

    package struct ExplainedClosing: Sendable, Hashable, Codable {
        package var from: Timestamp
        package var to: Timestamp
        package var reason: String
    }

    package struct ExplainedChange: Sendable, Hashable, Codable {
        package var at: Timestamp
        /// `started`, `paused`, `resumed`, `retargeted`, `breached`, `met`, `stopped`, `cancelled`, `rearmed`, `step`.
        package var what: String
        /// The moment of a step: `75%`, `breach`, `breach+4h`.
        package var step: String?
        package var dueAt: Timestamp?
    }

    package init(at: Timestamp, clocks: [ExplainedClock]) {
        self.at = at
        self.clocks = clocks
    }
}

extension SLAExplanation {
    /// Closed periods of one span that are listed.
    private static let mostClosed = 60

    /// Explains a replay that was finished at `now`.
    package init(_ replay: ClockReplay, at now: Instant) {
        self.init(at: Timestamp(now), clocks: replay.set.clocks.map { ExplainedClock($0, in: replay, at: now) })
    }

    fileprivate static func span(_ span: ClockReplay.Span, _ replay: ClockReplay) -> ExplainedSpan {
        let rules = replay.rules[span.rules]
        var explained = ExplainedSpan(
            from: Timestamp(span.from), to: Timestamp(span.to), isPaused: span.isPaused, policy: rules?.policy.name,
            workingSeconds: 0, realSeconds: span.to.milliseconds(since: span.from) / 1000, closed: [],
            hasMoreClosed: false)
        guard !span.isPaused, let rules else { return explained }
        explained.workingSeconds = rules.workingTime.elapsed(from: span.from, to: span.to) / 1000
        let closed = rules.workingTime.closedPeriods(from: span.from, to: span.to, limit: mostClosed + 1)
        explained.hasMoreClosed = closed.count > mostClosed
        explained.closed = closed.prefix(mostClosed).map {
            ExplainedClosing(from: Timestamp($0.from), to: Timestamp($0.to), reason: $0.reason)
        }
        return explained
    }
}

extension SLAExplanation.ExplainedClock {
    fileprivate init(_ clock: Clock, in replay: ClockReplay, at now: Instant) {
        let id = ClockReplay.ClockID(clock.kind, clock.run)
        let spans = (replay.spans[id] ?? []).map { SLAExplanation.span($0, replay) }
        let rules = replay.rules.compactMap(\.self).last { $0.policy.name == clock.policy }
        let figures = rules.map { clock.figures(at: now, workingTime: $0.workingTime) }
        self.init(
            clock: clock.kind.rawValue, run: clock.run, policy: clock.policy, state: clock.state.rawValue,
            target: clock.target.described, allowanceSeconds: clock.allowance > 0 ? clock.allowance / 1000 : nil,
            startedAt: Timestamp(clock.startedAt), dueAt: Timestamp(clock.dueAt),
            stoppedAt: Timestamp(clock.stoppedAt), breachedAt: Timestamp(clock.breachedAt),
            workingSeconds: (figures?.working ?? clock.usedWorking) / 1000,
            realSeconds: (figures?.real ?? clock.usedReal) / 1000,
            pausedSeconds: (figures?.paused ?? clock.pausedTotal) / 1000, spans: spans,
            changes: replay.changes.filter { $0.kind == clock.kind && $0.run == clock.run }.map { .init($0) })
    }
}

extension SLAExplanation.ExplainedChange {
    fileprivate init(_ change: ClockChange) {
        var step: String?
        let what =
            switch change.what {
            case .started: "started"
            case .met: "met"
            case .breached: "breached"
            case .paused: "paused"
            case .resumed: "resumed"
            case .retargeted: "retargeted"
            case .cancelled: "cancelled"
            case .rearmed: "rearmed"
            case .stopped: "stopped"
            case .step: "step"
            }
        if case .step(_, let escalation) = change.what { step = escalation.moment.described }
        self.init(at: Timestamp(change.at), what: what, step: step, dueAt: Timestamp(change.dueAt))
    }
}

extension SLATarget {
    /// For people: `4h working time`, `14d real time`.
    fileprivate var described: String {
        func working(_ time: Int64) -> String { DurationText.format(time) + " working time" }
        func real(_ time: Int64) -> String { DurationText.format(time, usesDays: true) + " real time" }
        switch self {
        case .working(let time): return working(time)
        case .real(let time): return real(time)
        case .earlier(let w, let r): return "\(working(w)) or \(real(r)), the earlier"
        case .later(let w, let r): return "\(working(w)) or \(real(r)), the later"
        }
    }
}

extension EscalationStep.Moment {
    /// As in a configuration: `75%`, `breach`, `breach+4h`.
    package var described: String {
        switch self {
        case .fraction(let share): share % 10 == 0 ? "\(share / 10)%" : "\(share / 10).\(share % 10)%"
        case .breach(offset: 0): "breach"
        case .breach(let offset):
            "breach" + (offset > 0 ? "+" : "-") + DurationText.format(abs(offset), usesDays: true)
        }
    }
}
