import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct DeskQueueTests {
    private static let admin = EngineHarness.admin

    @Test func aQueueTellsItsFigures() async throws {
        let harness = try await EngineHarness()
        for number in 0..<3 {
            _ = try await harness.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)")
        }
        _ = try await harness.desk.assign(ConversationID(1), to: "ann", by: Self.admin)
        _ = try await harness.desk.resolve(ConversationID(2), by: Self.admin)
        harness.clock.advance(seconds: 3601)
        let queues = try await harness.desk.queues()
        #expect(queues.map(\.name) == ["plain", "robin", "support", "vip"])
        let support = try required(queues.first { $0.name == "support" })
        #expect(support.active == 2)
        #expect(support.unassigned == 1)
        #expect(support.overdue == 2)
        #expect(support.nextDueAt?.instant == EngineHarness.start.adding(seconds: 3600))
        #expect(support.waitingSince?.instant == EngineHarness.start)
        #expect(try await harness.desk.status().conversations.overdue == 2)
    }

    @Test func aQueueThatLeftTheConfigurationStillShowsWhatWaits() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse("plain")
        harness.reload { $0.queues["plain"] = nil }
        #expect(try await harness.desk.queues().contains { $0.name == "plain" && $0.active == 1 })
        #expect(try await harness.desk.queue("plain", page: .init()).items.map(\.id) == [id.rawValue])
        #expect(
            try await harness.desk.reassignQueue("plain", ReassignRequest(to: "vip"), by: Self.admin).moved == 1)
        #expect(await refusal { try await harness.desk.queue("plain", page: .init()) }?.code == .notFound)
    }

    @Test func aQueueComesInPagesInItsOrder() async throws {
        let harness = try await EngineHarness()
        for number in 0..<9 {
            _ = try await harness.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)")
        }
        // Ties, and some without a deadline.
        for number in [2, 5] {
            _ = try await harness.desk.setPriority(ConversationID(Int64(number)), .low, by: Self.admin)
        }
        var ids: [Int64] = []
        var cursor: String?
        repeat {
            let page = try await harness.desk.queue("support", page: PageRequest(limit: 2, cursor: cursor))
            ids += page.items.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(ids == [1, 3, 4, 6, 7, 8, 9, 2, 5])
        for slip in ["x", "1", "1-2-3", "-"] {
            let error = await refusal {
                try await harness.desk.queue("support", page: PageRequest(cursor: slip))
            }
            #expect(error?.code == .invalid)
        }
    }

    @Test func aDryRunTellsTheSameAndChangesNothing() async throws {
        let harness = try await EngineHarness()
        for number in 0..<5 {
            _ = try await harness.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)")
            harness.clock.advance(seconds: 120)
        }
        _ = try await harness.desk.assign(ConversationID(2), to: "ann", by: Self.admin)
        let before = try await harness.effects()
        let request = ReassignRequest(to: "vip", where: "is:unassigned", dryRun: true)
        var planned = try await harness.desk.reassignQueue("support", request, by: Self.admin)
        #expect(try await harness.effects() == before)
        #expect(planned.dryRun)
        #expect(planned.moved == 4)
        // Each had first_response and resolution; the stricter policy has no resolution.
        #expect(planned.deadlines.sooner == 4)
        #expect(planned.deadlines.none == 4)
        #expect(planned.deadlines.breaching == 2)
        planned.dryRun = false
        let done = try await harness.desk.reassignQueue(
            "support", ReassignRequest(to: "vip", where: "is:unassigned"), by: Self.admin)
        #expect(done == planned)
        #expect(try await harness.desk.queue("support", page: .init()).items.map(\.id) == [2])
        #expect(try await harness.texts("SELECT DISTINCT sla_policy FROM conversations WHERE id <> 2") == ["strict"])
        for example in done.sample {
            let due = try await harness.conversation(ConversationID(example.conversation)).nextDueAt
            #expect(due == example.dueAfter?.instant)
        }
        #expect(
            try await harness.texts("SELECT action || '|' || subject FROM audit WHERE action LIKE 'queue%'")
                == ["queue.reassign|support"])
        #expect(try await harness.count("SELECT COUNT(*) FROM events WHERE type = 'queue.reassigned'") == 1)
    }

    @Test func aReassignmentThatCannotBeIsRefused() async throws {
        let harness = try await EngineHarness()
        let desk = harness.desk
        func reassign(_ from: String, _ to: String, _ filter: String? = nil) async -> ControlError? {
            await refusal {
                try await desk.reassignQueue(from, ReassignRequest(to: to, where: filter), by: Self.admin)
            }
        }
        #expect(await reassign("support", "support")?.code == .invalid)
        #expect(await reassign("support", "vipp")?.hint == "did you mean “vip”?")
        #expect(await reassign("suport", "vip")?.code == .notFound)
        #expect(await reassign("support", "vip", "is:nonsense")?.code == .invalid)
        #expect(await reassign("support", "vip") == nil)
    }
}
