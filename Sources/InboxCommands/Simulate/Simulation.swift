import ControlAPI
import InboxConfig
import InboxDomain

/// Tries a configuration on stored conversations, one at a time. Pure.
struct Simulation {
    let configuration: Configuration
    let now: Instant

    /// Both configurations are asked about the same facts; where the routes agree, the conversation keeps the policy and
    /// the priority with which it really began.
    func outcome(of record: SimulationRecord) -> SimulationOutcome {
        var outcome = SimulationOutcome(conversation: record.conversation)
        var policy = record.policy
        var priority: Priority?
        if let facts = try? record.facts.facts() {
            let decision = configuration.routes.decide(facts)
            let newPolicy = decision.slaPolicy ?? configuration.queues[decision.queue]?.slaPolicy
            if decision.queue != record.routed.queue {
                outcome.queue = SimulationOutcome.Change(from: record.routed.queue, to: decision.queue)
            }
            if newPolicy != record.routed.policy {
                outcome.policy = SimulationOutcome.Change(from: record.routed.policy, to: newPolicy)
                policy = newPolicy
            }
            if decision.priority.rawValue != record.routed.priority { priority = decision.priority }
        }
        let replay = replay(record, policy: policy, priority: priority)
        outcome.verdicts = verdicts(replay, record)
        return outcome
    }

    private func replay(_ record: SimulationRecord, policy: String?, priority: Priority?) -> ClockReplay {
        var replay = ClockReplay(rules: rules(of: policy), firesSteps: false)
        for entry in record.events where entry.at.instant <= now {
            if entry.type == "policy" {
                replay.change(to: rules(of: entry.policy), at: entry.at.instant)
            } else if case .created? = entry.event, let priority {
                replay.apply(.created(priority), at: entry.at.instant)
            } else if let event = entry.event {
                replay.apply(event, at: entry.at.instant)
            }
        }
        replay.finish(at: now)
        return replay
    }

    private func rules(of policy: String?) -> SLARules? {
        guard let found = policy.flatMap({ configuration.policies[$0] }),
            let calendar = configuration.calendars[found.calendar]
        else { return nil }
        return SLARules(policy: found, workingTime: calendar)
    }

    /// The clocks whose verdict differs; one that there is only on one side has none on the other.
    private func verdicts(_ replay: ClockReplay, _ record: SimulationRecord) -> [SimulationOutcome.VerdictChange] {
        var before: [String: Bool] = [:]
        var after: [String: Bool] = [:]
        for verdict in record.verdicts { before["\(verdict.clock) \(verdict.run)"] = verdict.breached }
        for clock in replay.set.clocks where clock.state != .cancelled {
            after["\(clock.kind.rawValue) \(clock.run)"] = clock.breachedAt != nil
        }
        return Set(before.keys).union(after.keys).sorted().compactMap { name in
            guard before[name] != after[name] else { return nil }
            return SimulationOutcome.VerdictChange(
                clock: name, from: Self.word(before[name]), to: Self.word(after[name]))
        }
    }

    private static func word(_ breached: Bool?) -> String {
        switch breached {
        case true?: "breached"
        case false?: "not breached"
        case nil: "none"
        }
    }
}

/// What would be different in one conversation.
struct SimulationOutcome: Encodable {
    struct Change: Encodable {
        var from: String?
        var to: String?
    }

    struct VerdictChange: Encodable {
        /// The clock and its run: `first_response 1`.
        var clock: String
        var from: String
        var to: String
    }

    var conversation: Int64
    var queue: Change?
    var policy: Change?
    var verdicts: [VerdictChange] = []

    init(conversation: Int64) {
        self.conversation = conversation
    }

    var isDifferent: Bool { queue != nil || policy != nil || !verdicts.isEmpty }

    var sentence: String {
        var parts: [String] = []
        if let queue { parts.append("queue \(queue.from ?? "none") → \(queue.to ?? "none")") }
        if let policy { parts.append("policy \(policy.from ?? "none") → \(policy.to ?? "none")") }
        parts += verdicts.map { "\($0.clock): \($0.from) → \($0.to)" }
        return "#\(conversation)  " + parts.joined(separator: "; ")
    }
}

/// The last line of a simulation.
struct SimulationTotals: Encodable {
    var conversations = 0
    var different = 0
    var queue = 0
    var policy = 0
    var verdict = 0

    mutating func add(_ outcome: SimulationOutcome) {
        conversations += 1
        if outcome.isDifferent { different += 1 }
        if outcome.queue != nil { queue += 1 }
        if outcome.policy != nil { policy += 1 }
        if !outcome.verdicts.isEmpty { verdict += 1 }
    }

    var sentence: String {
        "\(different) of \(conversations) conversations would be different: "
            + "\(queue) in another queue, \(policy) under another policy, \(verdict) with another verdict."
    }
}
