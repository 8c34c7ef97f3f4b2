import ControlAPI
import InboxDomain

/// The explanation as people read it: a paragraph for each run, then what happened to it in the order of time.
extension SLAExplanation {
    func lines(_ style: Style) -> [String] {
        guard !clocks.isEmpty else { return ["No clock has started as of \(TimeText.instant(at))."] }
        var lines = ["As of \(TimeText.instant(at)):"]
        for clock in clocks {
            lines += ["", clock.headline] + clock.story.map { "  " + $0 }
        }
        return lines
    }
}

extension SLAExplanation.ExplainedClock {
    fileprivate var headline: String {
        var text = "\(clock), run \(run): \(state). The promise is \(target) (policy \(policy))"
        if let allowanceSeconds {
            text += ", and \(DurationText.format(allowanceSeconds * 1000)) more as it started outside hours"
        }
        text += "."
        return text + " " + usage
    }

    private var usage: String {
        let working = DurationText.format(workingSeconds * 1000)
        let real = DurationText.format(realSeconds * 1000, usesDays: true)
        let used =
            target.hasSuffix(" real time") && !target.contains("working")
            ? "Used: \(real)." : "Used: \(working) of working time in \(real)."
        return pausedSeconds == 0
            ? used : used + " Paused: \(DurationText.format(pausedSeconds * 1000, usesDays: true))."
    }

    /// Changes and spans, merged by their instants; what happened at the start of a span stands before it.
    fileprivate var story: [String] {
        var entries: [(at: Timestamp, rank: Int, lines: [String])] = []
        for change in changes {
            entries.append((change.at, 0, ["\(TimeText.instant(change.at))  \(change.words)"]))
        }
        for span in spans { entries.append((span.from, 1, span.lines)) }
        return entries.enumerated()
            .sorted { a, b in (a.element.at, a.element.rank, a.offset) < (b.element.at, b.element.rank, b.offset) }
            .flatMap(\.element.lines)
    }
}

extension SLAExplanation.ExplainedChange {
    fileprivate var words: String {
        let due = dueAt.map { "due \(TimeText.instant($0))" }
        return switch what {
        case "started": "starts; \(due ?? "it stands still")"
        case "met": "met"
        case "breached": "BREACHED: the time is used up"
        case "paused": "pauses"
        case "resumed": "goes on; \(due ?? "it stands still")"
        case "retargeted": "has another promise from here on; \(due ?? "it stands still")"
        case "cancelled": "ends without a verdict"
        case "rearmed": "the reply failed for good: the clock goes on; \(due ?? "it stands still")"
        case "stopped": "stops, too late"
        default: "escalation step at \(step ?? "?")"
        }
    }
}

extension SLAExplanation.ExplainedSpan {
    fileprivate var lines: [String] {
        let head = "\(TimeText.instant(from))  to \(TimeText.instant(to)) "
        let real = DurationText.format(realSeconds * 1000, usesDays: true)
        if isPaused { return [head + "it stands still: \(real)"] }
        guard !closed.isEmpty else { return [head + "it runs: \(real), all of it in hours"] }
        let counted = DurationText.format(workingSeconds * 1000)
        return [head + "it runs: \(real), of which \(counted) in hours"]
            + closed.map { "    closed \(TimeText.instant($0.from)) to \(TimeText.instant($0.to)): \($0.reason)" }
            + (hasMoreClosed ? ["    and further closed periods"] : [])
    }
}
