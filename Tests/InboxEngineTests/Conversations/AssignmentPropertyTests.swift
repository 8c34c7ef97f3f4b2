import ChannelKit
import ControlAPI
import FuzzKit
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// Random days at the desk: whatever happens, nobody is over capacity or without the skills, and nothing waits for
/// somebody who has room.
@Suite struct AssignmentPropertyTests {
    private static let admin = EngineHarness.admin
    private static let agents = ["ann", "bob", "cleo"]

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func holdsAfterEveryStep(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let harness = try await EngineHarness {
            $0.agents["cleo"]?.capacity = 3
            $0.queues["robin"]?.agents = Self.agents
            $0.queues["robin"]?.returnAfter = 1800
            $0.queues["vip"]?.assignment = .leastLoaded
            $0.queues["vip"]?.isSticky = true
            $0.queues["vip"]?.agents = ["bob", "cleo"]
        }
        var ids: [ConversationID] = []
        var away: Set<String> = []
        var paused = false
        for step in 0..<50 {
            harness.clock.advance(seconds: Int64.random(in: 0...300, using: &random))
            let id = ids.randomElement(using: &random)
            let isActive = try await Self.isActive(id, harness)
            switch Int.random(in: 0..<9, using: &random) {
            case 0...3:
                ids.append(
                    try await harness.converse(
                        ["robin", "a vip writes"].randomElement(using: &random) ?? "", id: "m\(step)",
                        thread: "t\(step)", from: "u\(step % 5)"))
            case 4:
                if let id, isActive { _ = try await harness.desk.resolve(id, by: Self.admin) }
            case 5:
                let agent = Self.agents.randomElement(using: &random) ?? ""
                if away.remove(agent) == nil { away.insert(agent) }
                _ = try await harness.desk.setAvailability(agent, available: !away.contains(agent), by: Self.admin)
            case 6:
                if let id, isActive { try await harness.reply(id, "hello", then: .pending) }
            case 7:
                paused.toggle()
                _ = try await harness.desk.pauseQueue(
                    "robin", PauseRequest(paused: paused, reason: "test"), by: Self.admin)
            default:
                if let id, isActive { _ = try await harness.desk.assign(id, to: nil, by: Self.admin) }
            }
            try await harness.services.scheduler.fireDue()
            try await harness.services.distributor.distribute()
            try await Self.check(harness, away: away, paused: paused)
        }
        #expect(try await harness.count("SELECT COUNT(*) FROM events WHERE type = 'conversation.assigned'") > 5)
    }

    private static func isActive(_ id: ConversationID?, _ harness: EngineHarness) async throws -> Bool {
        guard let id else { return false }
        return try await harness.conversation(id).status.isActive
    }

    private static func check(_ harness: EngineHarness, away: Set<String>, paused: Bool) async throws {
        let configuration = harness.graph.current.configuration
        let found = try await harness.engine.read { connection in
            try connection.rows(
                "SELECT \(Conversations.columns) FROM conversations WHERE is_active = 1", [], Conversations.read)
        }
        var loads: [String: Int] = [:]
        for conversation in found {
            guard let name = conversation.assignee else { continue }
            loads[name, default: 0] += 1
            let skills = configuration.agents[name]?.skills ?? []
            #expect(conversation.skills.allSatisfy(skills.contains))
            #expect(configuration.queues[conversation.queue]?.agents.contains(name) == true)
        }
        func hasRoom(_ name: String) -> Bool {
            !away.contains(name) && loads[name] ?? 0 < configuration.agents[name]?.capacity ?? .max
        }
        for (name, load) in loads { #expect(load <= configuration.agents[name]?.capacity ?? .max) }
        for conversation in found
        where conversation.assignee == nil && conversation.status == .open && !(paused && conversation.queue == "robin")
        {
            let idle = configuration.queues[conversation.queue]?.agents.filter { name in
                hasRoom(name)
                    && conversation.skills.allSatisfy(configuration.agents[name]?.skills.contains ?? { _ in false })
            }
            #expect(idle == [], "conversation \(conversation.id) waits")
        }
    }
}
