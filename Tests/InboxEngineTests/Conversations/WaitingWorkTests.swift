import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// Work that waits, and what makes it move.
@Suite struct WaitingWorkTests {
    private static let admin = EngineHarness.admin

    private static func fill(_ harness: EngineHarness, _ count: Int, text: String = "robin") async throws
        -> [ConversationID]
    {
        var ids: [ConversationID] = []
        for number in 1...count {
            ids.append(
                try await harness.converse(
                    text, id: "\(text)-m\(number)", thread: "\(text)-t\(number)", from: "\(text)-u\(number)"))
            harness.clock.advance(seconds: 1)
        }
        return ids
    }

    private static func assignees(_ harness: EngineHarness, _ ids: [ConversationID]) async throws -> [String] {
        var names: [String] = []
        for id in ids { names.append(try await harness.conversation(id).assignee ?? "-") }
        return names
    }

    @Test func moreCapacityIsFilledAtOnce() async throws {
        let harness = try await EngineHarness()
        let ids = try await Self.fill(harness, 6)
        #expect(try await Self.assignees(harness, ids) == ["ann", "bob", "ann", "bob", "-", "-"])
        let view = try await harness.desk.setCapacity("bob", 3, by: Self.admin)
        #expect(view.capacity == 3)
        #expect(view.configuredCapacity == 2)
        #expect(view.load == 3)
        #expect(try await Self.assignees(harness, ids) == ["ann", "bob", "ann", "bob", "bob", "-"])
        // Less takes nothing away; the configuration's own again.
        #expect(try await harness.desk.setCapacity("bob", nil, by: Self.admin).load == 3)
        #expect(try await harness.desk.agents().first { $0.name == "bob" }?.configuredCapacity == nil)
        _ = try await harness.desk.resolve(ids[1], by: Self.admin)
        #expect(try await harness.conversation(ids[5]).assignee == nil)
        #expect(
            try await harness.texts("SELECT data FROM events WHERE type = 'agent.capacity' ORDER BY id")
                == [#"{"agent":"bob","capacity":3}"#, #"{"agent":"bob"}"#])
        #expect(await refusal { try await harness.desk.setCapacity("bob", -1, by: Self.admin) }?.code == .invalid)
        #expect(await refusal { try await harness.desk.setCapacity("bobb", 1, by: Self.admin) }?.code == .notFound)
    }

    @Test func aReloadGivesOutWhatWaits() async throws {
        let harness = try await EngineHarness { $0.routes.children[0].settings.skills = ["tax"] }
        let ids = try await Self.fill(harness, 3)
        #expect(try await Self.assignees(harness, ids) == ["-", "-", "-"])
        #expect(try await harness.services.distributor.distribute() == 0)
        harness.reload { $0.agents["bob"]?.skills = ["tax"] }
        #expect(try await harness.services.distributor.distribute() == 2)
        #expect(try await Self.assignees(harness, ids) == ["bob", "bob", "-"])
    }

    @Test func theDistributorWakesUpForAReload() async throws {
        let harness = try await EngineHarness { $0.routes.children[0].settings.skills = ["tax"] }
        let id = try await Self.fill(harness, 1)[0]
        try await harness.desk.pauseQueueForAnHour("vip", from: harness.clock.now())
        let service = Task { try await harness.services.distributor.run() }
        // It has looked, found nothing to do, and sleeps until the pause ends.
        await harness.clock.untilSomebodySleeps()
        let seen = harness.services.signals.changed.generation
        harness.reload { $0.agents["bob"]?.skills = ["tax"] }
        await harness.services.signals.changed.wait(past: seen)
        #expect(try await harness.conversation(id).assignee == "bob")
        service.cancel()
        _ = await service.result
    }

    @Test func theEarliestDeadlineOverAllQueuesOfAnAgent() async throws {
        let harness = try await EngineHarness {
            $0.queues["vip"]?.assignment = .roundRobin
            $0.queues["vip"]?.agents = ["ann"]
            $0.agents["ann"]?.skills = ["tax"]
            $0.agents["ann"]?.capacity = 1
            $0.queues["robin"]?.agents = ["ann"]
        }
        _ = try await harness.desk.setAvailability("ann", available: false, by: Self.admin)
        let slow = try await Self.fill(harness, 1)[0]
        let urgent = try await Self.fill(harness, 1, text: "vip")[0]
        _ = try await harness.desk.setAvailability("ann", available: true, by: Self.admin)
        #expect(try await Self.assignees(harness, [slow, urgent]) == ["-", "ann"])
        _ = try await harness.desk.resolve(urgent, by: Self.admin)
        #expect(try await Self.assignees(harness, [slow]) == ["ann"])
    }

    @Test func channelsWeigh() async throws {
        let harness = try await EngineHarness {
            $0.channelWeights = ChannelWeights(["chat": 2])
            $0.agents["ann"]?.capacity = 3
            $0.queues["robin"]?.assignment = .leastLoaded
        }
        let ids = try await Self.fill(harness, 3)
        // Two of two fit into 2 and 3 once each.
        #expect(try await Self.assignees(harness, ids) == ["ann", "bob", "-"])
        #expect(try await harness.desk.agents().map(\.load) == [2, 2, 0])
        #expect(try await harness.desk.agents().map(\.assigned) == [1, 1, 0])
    }

    @Test func theContactsOwnAgentGoesFirst() async throws {
        let harness = try await EngineHarness { $0.queues["robin"]?.isSticky = true }
        let first = try await harness.converse("robin", id: "m1", thread: "t1", from: "jane")
        #expect(try await harness.conversation(first).assignee == "ann")
        _ = try await harness.desk.reply(first, ReplyRequest(text: "hi", asAgent: "bob"), by: Self.admin)
        let second = try await harness.converse("robin", id: "m2", thread: "t2", from: "jane")
        #expect(try await harness.conversation(second).assignee == "bob")
        #expect(try await harness.last(.conversationAssigned, second).data == #"{"to":"bob","reason":"sticky"}"#)
        // It was nobody's turn: after ann comes bob.
        let third = try await harness.converse("robin", id: "m3", thread: "t3", from: "joe")
        #expect(try await harness.conversation(third).assignee == "bob")
        // Who is full is not asked, whoever they know.
        let fourth = try await harness.converse("robin", id: "m4", thread: "t4", from: "jane")
        #expect(try await harness.conversation(fourth).assignee == "ann")
        #expect(try await harness.texts("SELECT last_agent FROM contacts WHERE last_agent IS NOT NULL") == ["bob"])
    }

    @Test func twoWhoAssignDoNotTakeTheSame() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let claims = try await harness.engine.write(.work) { connection in
            try ["ann", "bob"].map { try Conversations(connection).claim(id, for: $0) }
        }
        #expect(claims == [true, false])
        #expect(try await harness.conversation(id).assignee == "ann")
    }

    @Test func whatIsInAQueueThatIsGoneStaysAndIsTold() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.desk.setAvailability("ann", available: false, by: Self.admin)
        _ = try await harness.desk.setAvailability("bob", available: false, by: Self.admin)
        let id = try await Self.fill(harness, 1)[0]
        harness.reload { $0.queues["robin"] = nil }
        _ = try await harness.desk.setAvailability("bob", available: true, by: Self.admin)
        #expect(try await harness.services.distributor.distribute() == 0)
        #expect(try await harness.conversation(id).assignee == nil)
        let problems = try await harness.desk.status().problems
        #expect(problems.contains { $0.hasPrefix("queue robin left the configuration and 1 conversations are in it") })
    }
}

extension Desk {
    fileprivate func pauseQueueForAnHour(_ queue: String, from now: Instant) async throws {
        _ = try await pauseQueue(
            queue, PauseRequest(paused: true, until: Timestamp(now.adding(seconds: 3600)), reason: "test"),
            by: EngineHarness.admin)
    }
}
