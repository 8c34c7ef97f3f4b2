internal import InboxDomain

/// SLA policies as `config show` prints them.
enum SLAWriter {
    static func policy(_ policy: SLAPolicy) -> YAMLValue {
        let targets = Priority.allCases.reversed().compactMap { priority -> (key: String, value: YAMLValue)? in
            guard let clocks = policy.targets[priority] else { return nil }
            let entries = ClockKind.allCases.compactMap { kind in clocks[kind].map { (kind.rawValue, target($0)) } }
            return (priority.rawValue, .map(entries))
        }
        var entries: [(key: String, value: YAMLValue)] = [
            ("calendar", .text(policy.calendar)),
            ("pause_in", .texts(ConversationStatus.allCases.filter(policy.pauseIn.contains).map(\.rawValue))),
            ("targets", .map(targets)),
        ]
        if policy.outOfHoursAllowance > 0 { entries.append(("out_of_hours", working(policy.outOfHoursAllowance))) }
        if !policy.escalations.isEmpty { entries.append(("escalate", .list(policy.escalations.map(step)))) }
        return .map(entries)
    }

    private static func target(_ target: SLATarget) -> YAMLValue {
        switch target {
        case .working(let time): working(time)
        case .real(let time): .map([("real", real(time))])
        case .earlier(let time, let other): .map([("earlier", both(time, other))])
        case .later(let time, let other): .map([("later", both(time, other))])
        }
    }

    private static func both(_ workingTime: Int64, _ realTime: Int64) -> YAMLValue {
        .map([("working", working(workingTime)), ("real", real(realTime))])
    }

    /// Milliseconds of working time, which has no days.
    private static func working(_ milliseconds: Int64) -> YAMLValue {
        .text(DurationText.format(milliseconds))
    }

    private static func real(_ milliseconds: Int64) -> YAMLValue {
        .text(DurationText.format(milliseconds, usesDays: true))
    }

    private static func step(_ step: EscalationStep) -> YAMLValue {
        .map([
            ("clock", .text(step.clock.rawValue)), ("at", .text(step.moment.text)),
            ("do", .list(step.actions.map(action))),
        ])
    }

    private static func action(_ action: EscalationStep.Action) -> YAMLValue {
        switch action {
        case .priority(let priority): .map([("priority", .text(priority.rawValue))])
        case .queue(let queue): .map([("queue", .text(queue))])
        case .assign(let agent): .map([("assign", .text(agent))])
        case .tag(let tag): .map([("tag", .text(tag))])
        case .note(let note): .map([("note", .text(note))])
        case .notify(let recipients): .map([("notify", .texts(recipients))])
        case .webhook(let name): .map([("webhook", .text(name))])
        }
    }
}
