import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct DeskDaemonTests {
    @Test func aLongPollWakesUpAtTheFirstEvent() async throws {
        let harness = try await EngineHarness()
        let last = try await harness.desk.events(EventQuery()).last
        async let batch = harness.desk.events(EventQuery(after: last, wait: 30))
        await harness.clock.untilSomebodySleeps()
        _ = try await harness.converse()
        let events = try await batch.events
        #expect(events.map(\.kind) == ["conversation.created", "message.received"])
        #expect(events.map(\.queue) == ["support", "support"])
    }

    @Test func aLongPollEndsWithItsTime() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.converse()
        let last = try await harness.desk.events(EventQuery()).last
        async let batch = harness.desk.events(EventQuery(after: last, wait: 30))
        await harness.clock.untilSomebodySleeps()
        harness.clock.advance(seconds: 30)
        let empty = try await batch
        #expect(empty.events.isEmpty)
        #expect(empty.last == last)
    }

    @Test func eventsComeInOrderWithoutAGap() async throws {
        let harness = try await EngineHarness()
        for number in 0..<5 { _ = try await harness.converse(id: "m\(number)") }
        var ids: [Int64] = []
        var after: Int64 = 0
        while true {
            let batch = try await harness.desk.events(EventQuery(after: after, limit: 2))
            if batch.events.isEmpty { break }
            ids += batch.events.map(\.id)
            after = batch.last
        }
        #expect(ids == Array(1...6))
        #expect(try await harness.desk.events(EventQuery(limit: 2)).events.map(\.id) == [5, 6])
    }

    @Test func textsOfMessagesStayOutOfTheEventLog() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.converse("secret words")
        try await harness.receive(.edit("m1", "secret again"))
        let events = try await harness.desk.events(EventQuery(after: 0)).events
        #expect(events.contains { $0.kind == "message.edited" })
        #expect(!"\(events)".contains("secret"))
    }

    @Test func statusTellsWhatNeedsSomebody() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.converse()
        try await harness.post(body: Array("junk".utf8))
        try await harness.services.processor.drain()
        try await harness.post(.hello(id: "m2"))
        let status = try await harness.desk.status()
        #expect(status.deliveries.pending == 1)
        #expect(status.deliveries.quarantined == 1)
        #expect(status.conversations.byStatus == ["open": 1])
        #expect(status.conversations.unassigned == 1)
        #expect(status.problems.contains { $0.contains("quarantined") })
    }

    @Test func onlyAnOperatorSetsAnothersAvailability() async throws {
        let harness = try await EngineHarness()
        let error = await refusal {
            try await harness.desk.setAvailability("bob", available: false, by: EngineHarness.ann)
        }
        #expect(error?.code == .refused)
        _ = try await harness.desk.setAvailability("ann", available: false, by: EngineHarness.ann)
        #expect(try await harness.desk.agents().map(\.available) == [false, true, true])
        let unknown = await refusal {
            try await harness.desk.setAvailability("nan", available: true, by: EngineHarness.admin)
        }
        #expect(unknown?.code == .notFound)
    }

    @Test func aReloadIsRecorded() async throws {
        let harness = try await EngineHarness()
        #expect(try await harness.desk.reload(by: EngineHarness.admin).applied)
        #expect(try await harness.count("SELECT COUNT(*) FROM events WHERE type = 'configuration.reloaded'") == 1)
        #expect(try await harness.texts("SELECT action FROM audit") == ["reload"])
    }

    @Test func aClosedStoreIsUnavailable() async throws {
        let harness = try await EngineHarness()
        await harness.engine.close()
        #expect(await refusal { try await harness.desk.queues() }?.code == .unavailable)
        #expect(await !harness.services.readiness().isEmpty)
    }
}
