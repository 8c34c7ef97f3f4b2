import BusinessTime
import ControlAPI
import FuzzKit
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// What steps do may bring further steps into reach: another priority, another queue with another policy. Whatever the
/// policies are, that comes to an end, and no step fires twice in one run of its clock.
@Suite(.timeLimit(.minutes(5))) struct EscalationLoopTests {
    private static let queues = ["support", "vip", "robin"]
    private static let minute: Int64 = 60_000

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func stepsCannotGoRoundInACircle(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let made = try await Self.harness(&random)
        let (harness, steps) = (made.harness, made.steps)
        var ids: [ConversationID] = []
        for number in 0..<40 {
            harness.clock.advance(seconds: Int64.random(in: 0...5400, using: &random))
            try await Self.something(number, &ids, harness, &random)
            if Bool.random(using: &random) { _ = try await harness.services.scheduler.fireDue() }
        }
        harness.clock.advance(seconds: 3 * 86_400)
        _ = try await harness.services.scheduler.fireDue()
        #expect(try await harness.services.scheduler.fireDue() == 0)
        var total = 0
        for id in ids {
            var fired: [String: Int] = [:]
            for event in try await harness.history(id) where event.type == EventType.slaNotification.rawValue {
                let fields = try required(Firing(event))
                fired["\(fields.webhook) run \(fields.run)", default: 0] += 1
                #expect(steps[fields.webhook] == fields.clock)
            }
            #expect(fired.filter { $0.value > 1 } == [:], "seed \(seed), conversation \(id)")
            let runs = Dictionary(grouping: try await harness.clocks(id), by: \.kind.rawValue).mapValues(\.count)
            let most = steps.values.reduce(0) { $0 + (runs[$1] ?? 0) }
            #expect(fired.count <= most)
            total += fired.count
        }
        #expect(total > 10, "the policies of this seed do nothing")
        #expect(
            try await harness.count("SELECT COUNT(*) FROM webhook_calls")
                == harness.count("SELECT COUNT(*) FROM events WHERE type = 'sla.notification'"))
    }

    /// What an event says of the step that fired: each calls a webhook of its own.
    private struct Firing {
        var webhook: String
        var clock: String
        var run: Int

        init?(_ event: StoredEvent) {
            guard let match = event.data?.firstMatch(of: #/"clock":"(\w+)","run":(\d+).*"webhook":"([^"]+)"/#),
                let run = Int(match.2)
            else { return nil }
            (clock, self.run, webhook) = (String(match.1), run, String(match.3))
        }
    }

    /// Three queues, each with a policy of its own; and the clock of each step.
    private static func harness(
        _ random: inout SeededGenerator
    ) async throws -> (harness: EngineHarness, steps: [String: String]) {
        var policies: [String: SLAPolicy] = [:]
        var steps: [String: String] = [:]
        for queue in queues {
            policies[queue] = policy(queue, &random)
            for (index, step) in (policies[queue]?.escalations ?? []).enumerated() {
                policies[queue]?.escalations[index].actions.append(.webhook("\(queue)-\(index)"))
                steps["\(queue)-\(index)"] = step.clock.rawValue
            }
        }
        let (found, names) = (policies, Array(steps.keys))
        let harness = try await EngineHarness { configuration in
            configuration.policies = found
            for queue in queues { configuration.queues[queue]?.slaPolicy = queue }
            for name in names { configuration.webhooks[name] = EngineHarness.webhook(name) }
            configuration.routes = Route(settings: RouteSettings(queue: queues[0], priority: .normal))
        }
        return (harness, steps)
    }

    private static func policy(_ name: String, _ random: inout SeededGenerator) -> SLAPolicy {
        var targets: [Priority: [ClockKind: SLATarget]] = [:]
        for priority in Priority.allCases {
            for kind in ClockKind.allCases where Int.random(in: 0..<6, using: &random) > 0 {
                targets[priority, default: [:]][kind] = .working(Int64.random(in: 1...240, using: &random) * minute)
            }
        }
        var steps: [EscalationStep] = []
        for kind in ClockKind.allCases {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let moment: EscalationStep.Moment =
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: .breach(offset: 0)
                    case 1: .breach(offset: Int64.random(in: -60...60, using: &random) * minute)
                    default: .fraction(Int.random(in: 1...999, using: &random))
                    }
                let actions = (0..<Int.random(in: 1...3, using: &random)).map { _ in action(&random) }
                steps.append(EscalationStep(clock: kind, moment: moment, actions: actions))
            }
        }
        return SLAPolicy(
            name: name, calendar: "always", pauseIn: [.pending], targets: targets, escalations: steps)
    }

    /// None of them tells people: those events are counted as calls.
    private static func action(_ random: inout SeededGenerator) -> EscalationStep.Action {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: .priority(Priority.allCases.randomElement(using: &random) ?? .high)
        case 2...4: .queue(queues.randomElement(using: &random) ?? "vip")
        case 5: .assign(["ann", "bob", "cleo"].randomElement(using: &random) ?? "ann")
        case 6: .tag("t\(Int.random(in: 0..<5, using: &random))")
        default: .note("look")
        }
    }

    private static func something(
        _ number: Int, _ ids: inout [ConversationID], _ harness: EngineHarness, _ random: inout SeededGenerator
    ) async throws {
        guard let id = ids.randomElement(using: &random), Int.random(in: 0..<4, using: &random) > 0 else {
            let writer = Int.random(in: 0..<4, using: &random)
            let id = try await harness.converse(id: "m\(number)", thread: "t\(writer)", from: "u\(writer)")
            if !ids.contains(id) { ids.append(id) }
            return
        }
        let admin = EngineHarness.admin
        // What its status does not allow is refused, and changes nothing.
        switch Int.random(in: 0..<8, using: &random) {
        case 0: _ = try? await harness.desk.resolve(id, by: admin)
        case 1: _ = try? await harness.desk.reopen(id, by: admin)
        case 2: _ = try? await harness.reply(id, "hello", then: Bool.random(using: &random) ? .pending : .resolved)
        case 3: _ = try? await harness.reply(id, "hello")
        case 4: _ = try? await harness.desk.move(id, to: queues.randomElement(using: &random) ?? "vip", by: admin)
        case 5:
            let priority = Priority.allCases.randomElement(using: &random) ?? .low
            _ = try? await harness.desk.setPriority(id, priority, by: admin)
        case 6:
            let end = harness.clock.now().adding(seconds: Int64.random(in: 1...7200, using: &random))
            _ = try? await harness.desk.snooze(id, until: end, by: admin)
        default: _ = try? await harness.desk.note(id, text: "hm", by: admin)
        }
    }
}
