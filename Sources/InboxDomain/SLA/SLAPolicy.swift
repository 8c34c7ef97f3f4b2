/// What a company promises: targets per priority, over one calendar.
package struct SLAPolicy: Sendable, Hashable {
    package var name: String
    /// The name of the calendar in which working time is counted.
    package var calendar: String
    /// Clocks stand still while the conversation has one of these statuses.
    package var pauseIn: Set<ConversationStatus>
    package var targets: [Priority: [ClockKind: SLATarget]]
    /// Milliseconds added once to a working-time target whose clock starts outside the calendar's hours.
    package var outOfHoursAllowance: Int64
    /// Sorted by clock; several steps may share an instant and then fire in the order of the file.
    package var escalations: [EscalationStep]

    package init(
        name: String, calendar: String, pauseIn: Set<ConversationStatus> = [],
        targets: [Priority: [ClockKind: SLATarget]], outOfHoursAllowance: Int64 = 0, escalations: [EscalationStep] = []
    ) {
        self.name = name
        self.calendar = calendar
        self.pauseIn = pauseIn
        self.targets = targets
        self.outOfHoursAllowance = outOfHoursAllowance
        self.escalations = escalations
    }
}

/// One of the things that a policy measures.
package enum ClockKind: String, Sendable, CaseIterable, Hashable {
    case firstResponse = "first_response"
    case nextResponse = "next_response"
    case resolution
    case update
}

/// How much time a clock has. Milliseconds.
package enum SLATarget: Sendable, Hashable {
    case working(Int64)
    case real(Int64)
    /// Both run; the clock is due at the earlier of the two instants.
    case earlier(working: Int64, real: Int64)
    /// Both run; the clock is due at the later of the two instants.
    case later(working: Int64, real: Int64)
}

/// Something to do at a point of a clock's run. Fires once a run.
package struct EscalationStep: Sendable, Hashable {
    package enum Moment: Sendable, Hashable {
        /// When this share of the target is used, in thousandths: 750 is `75%`.
        case fraction(Int)
        /// This many milliseconds of real time after the due instant; negative before it, 0 at it.
        case breach(offset: Int64)

        /// As it is written in a configuration: `75%`, `breach`, `breach+4h`.
        package var text: String {
            switch self {
            case .fraction(let thousandths):
                thousandths % 10 == 0 ? "\(thousandths / 10)%" : "\(thousandths / 10).\(thousandths % 10)%"
            case .breach(offset: 0): "breach"
            case .breach(let offset):
                "breach" + (offset > 0 ? "+" : "-") + DurationText.format(abs(offset), usesDays: true)
            }
        }
    }

    package enum Action: Sendable, Hashable {
        case priority(Priority)
        case queue(String)
        case assign(String)
        case tag(String)
        case note(String)
        /// Agent names, addresses, or `assignee`.
        case notify([String])
        /// The name of one of `webhooks:`.
        case webhook(String)
    }

    package var clock: ClockKind
    package var moment: Moment
    package var actions: [Action]

    package init(clock: ClockKind, moment: Moment, actions: [Action]) {
        self.clock = clock
        self.moment = moment
        self.actions = actions
    }
}
