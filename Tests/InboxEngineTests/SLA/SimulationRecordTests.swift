import ControlAPI
import InboxDomain
import InboxEngine
import Testing

@Suite struct SimulationRecordTests {
    @Test func aRecordIsEnoughToRunTheClocksAgain() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 600)
        _ = try await harness.desk.setPriority(id, .urgent, by: EngineHarness.admin)
        harness.clock.advance(seconds: 600)
        _ = try await harness.desk.resolve(id, by: EngineHarness.admin)
        harness.clock.advance(seconds: 600)
        _ = try await harness.desk.reopen(id, by: EngineHarness.admin)
        let record = try required(
            try await harness.desk.simulationRecords(since: EngineHarness.start, page: .init()).items.first)
        #expect(record.conversation == id.rawValue)
        #expect(record.facts.text == "hello")
        #expect(record.routed.queue == "support")
        #expect(record.policy == "standard")

        var replay = ClockReplay(rules: harness.graph.current.rules(of: record.policy), firesSteps: false)
        for entry in record.events { replay.apply(try required(entry.event), at: entry.at.instant) }
        replay.finish(at: harness.clock.now())
        let stored = try await harness.clocks(id)
        #expect(replay.set.clocks.count == stored.count)
        for clock in stored {
            let again = replay.set.clocks.first { $0.kind == clock.kind && $0.run == clock.run }
            #expect(again?.dueAt == clock.dueAt)
            #expect(again?.breachedAt == clock.breachedAt)
            #expect(again?.usedReal == clock.usedReal)
        }
    }

    @Test func pagesFollowEachOtherAndBeginAtTheInstant() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.converse(id: "m0", thread: "t0", from: "u0")
        harness.clock.advance(seconds: 60)
        let since = harness.clock.now()
        var ids: [Int64] = []
        for number in 1...3 {
            ids.append(
                try await harness.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)").rawValue)
        }
        let first = try await harness.desk.simulationRecords(since: since, page: .init(limit: 2))
        #expect(first.items.map(\.conversation) == Array(ids.prefix(2)))
        let second = try await harness.desk.simulationRecords(since: since, page: .init(limit: 2, cursor: first.next))
        #expect(second.items.map(\.conversation) == Array(ids.suffix(1)))
        #expect(second.next == nil)
    }
}
