/// The clocks of one conversation run over its events again, with what escalation steps do to them: how each of its
/// figures came about.
///
/// Pure. Events are given in the order of time; `finish` ends it. Of what steps do only another priority acts on clocks
/// here: a step that moves the conversation under another policy shows as that change in the events.
package struct ClockReplay: Sendable {
    /// A stretch in which one clock ran, or stood still, under the same rules.
    package struct Span: Sendable, Hashable {
        package var from: Instant
        package var to: Instant
        package var isPaused: Bool
        /// An index of `rules`.
        package var rules: Int
    }

    package struct ClockID: Hashable, Sendable {
        package var kind: ClockKind
        package var run: Int

        package init(_ kind: ClockKind, _ run: Int) {
            self.kind = kind
            self.run = run
        }
    }

    package private(set) var set = ClockSet()
    package private(set) var changes: [ClockChange] = []
    /// What was in force, one after the other; nil where no policy was.
    package private(set) var rules: [SLARules?]
    package private(set) var spans: [ClockID: [Span]] = [:]
    private var open: [ClockID: Span] = [:]
    private let firesSteps: Bool

    /// - Parameter firesSteps: Whether a step's priority is applied when it falls due. False where the events tell that
    ///   it was.
    package init(rules: SLARules?, firesSteps: Bool = true) {
        self.rules = [rules]
        self.firesSteps = firesSteps
    }

    private var current: SLARules? { rules[rules.count - 1] }

    package mutating func apply(_ event: SLAEvent, at instant: Instant) {
        advance(through: instant.saturating(adding: -1))
        follow(set.apply(event, at: instant, rules: current), at: instant)
    }

    /// Another policy, or another calendar, from `instant` on.
    package mutating func change(to new: SLARules?, at instant: Instant) {
        advance(through: instant)
        let old = current
        rules.append(new)
        // The spans are cut here: what is counted before counts under the old rules.
        for (id, span) in open {
            close(id, span, at: instant)
            open[id] = Span(from: instant, to: instant, isPaused: span.isPaused, rules: rules.count - 1)
        }
        follow(set.changePolicy(from: old, to: new, at: instant), at: instant)
    }

    package mutating func advance(through limit: Instant) {
        while let current, let next = set.nextTimerAt, next <= limit {
            follow(set.advance(to: next, rules: current), at: next)
            if set.nextTimerAt == next { return }
        }
    }

    /// Fires what falls due up to `now`, and ends the spans that last there.
    package mutating func finish(at now: Instant) {
        advance(through: now)
        for (id, span) in open { close(id, span, at: now) }
        open = [:]
    }

    /// Another priority is all that a step can do to clocks. Each step fires once a run, so this ends.
    private mutating func follow(_ first: [ClockChange], at instant: Instant) {
        note(at: instant)
        changes += first
        guard firesSteps, let rules = current else { return }
        var rest = first[...]
        while let change = rest.popFirst() {
            guard case .step(_, let step) = change.what else { continue }
            for case .priority(let priority) in step.actions where priority != set.state.priority {
                let more = set.apply(.priority(priority), at: change.at, rules: rules)
                note(at: change.at)
                changes += more
                rest += more
            }
        }
    }

    /// Begins and ends spans as the clocks stand now.
    private mutating func note(at instant: Instant) {
        for clock in set.clocks {
            let id = ClockID(clock.kind, clock.run)
            let span = open[id]
            if clock.isUnfinished, span?.isPaused == clock.isPaused { continue }
            if let span { close(id, span, at: instant) }
            // A reply that failed did not answer: what passed since it counts.
            let from = span == nil && clock.since < instant ? clock.since : instant
            open[id] =
                clock.isUnfinished
                ? Span(from: from, to: from, isPaused: clock.isPaused, rules: rules.count - 1) : nil
        }
    }

    private mutating func close(_ id: ClockID, _ span: Span, at instant: Instant) {
        guard instant > span.from else { return }
        var span = span
        span.to = instant
        spans[id, default: []].append(span)
    }
}
