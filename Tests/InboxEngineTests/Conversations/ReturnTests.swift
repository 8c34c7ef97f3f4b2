import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// `return_after`: who is silent or away for too long gives a conversation back.
@Suite struct ReturnTests {
    private static let admin = EngineHarness.admin

    private static func harness() async throws -> EngineHarness {
        try await EngineHarness { $0.queues["robin"]?.returnAfter = 1200 }
    }

    private static func at(_ seconds: Int64) -> Instant { EngineHarness.start.adding(seconds: seconds) }

    /// Lets the daemon's timers run at an instant.
    private static func fire(_ harness: EngineHarness, at seconds: Int64) async throws {
        harness.clock.advance(to: at(seconds))
        try await harness.services.scheduler.fireDue()
    }

    @Test func whoIsSilentGivesItToTheNext() async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        #expect(try await harness.conversation(id).assignee == "ann")
        #expect(try await harness.conversation(id).nextTimerAt == Self.at(1200))
        try await Self.fire(harness, at: 1199)
        #expect(try await harness.conversation(id).assignee == "ann")
        try await Self.fire(harness, at: 1200)
        #expect(try await harness.conversation(id).assignee == "bob")
        let returned = try await harness.last(.conversationReturned, id)
        #expect(returned.at == Self.at(1200))
        #expect(returned.data == #"{"from":"ann","reason":"silent"}"#)
        // Bob has as long.
        #expect(try await harness.conversation(id).heldSince == Self.at(1200))
        try await Self.fire(harness, at: 2400)
        #expect(try await harness.conversation(id).assignee == "ann")
    }

    @Test func afterADowntimeItIsRecordedAtItsInstant() async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        let again = try await harness.restarted()
        try await Self.fire(again, at: 3000)
        let returned = try await again.last(.conversationReturned, id)
        #expect(returned.at == Self.at(1200))
        #expect(returned.data == #"{"from":"ann","reason":"silent","late_by_seconds":1800}"#)
    }

    /// What ends the silence, or begins it anew; and when it is over then.
    @Test(
        arguments: [("reply", nil), ("note", 1800), ("pending", nil), ("resolve", nil), ("snooze", 2700)]
            as [(String, Int64?)])
    func signsOfLife(what: String, due: Int64?) async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        harness.clock.advance(to: Self.at(600))
        switch what {
        case "reply": try await harness.reply(id, "hello")
        case "note": _ = try await harness.desk.note(id, text: "asking", by: EngineHarness.ann)
        case "pending": try await harness.reply(id, "hello", then: .pending)
        case "resolve": _ = try await harness.desk.resolve(id, by: Self.admin)
        default: _ = try await harness.desk.snooze(id, until: Self.at(1500), by: Self.admin)
        }
        try await Self.fire(harness, at: 1200)
        #expect(try await harness.conversation(id).assignee == "ann")
        guard let due else { return try await Self.fire(harness, at: 6000) }
        try await Self.fire(harness, at: 1500)
        try await Self.fire(harness, at: due - 1)
        #expect(try await harness.conversation(id).assignee == "ann")
        try await Self.fire(harness, at: due)
        #expect(try await harness.conversation(id).assignee == "bob")
        #expect(try await harness.last(.conversationReturned, id).at == Self.at(due))
    }

    @Test func anotherPersonsNoteIsNoSign() async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        harness.clock.advance(to: Self.at(600))
        _ = try await harness.desk.note(id, text: "hurry", by: Self.admin)
        try await Self.fire(harness, at: 1200)
        #expect(try await harness.conversation(id).assignee == "bob")
    }

    @Test func whoGoesAwayKeepsItForAWhile() async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        // Answered: nobody waits, so there is no silence.
        try await harness.reply(id, "hello")
        harness.clock.advance(to: Self.at(100))
        _ = try await harness.desk.setAvailability("ann", available: false, by: Self.admin)
        #expect(try await harness.conversation(id).nextTimerAt == Self.at(1300))
        harness.clock.advance(to: Self.at(200))
        // Being told again does not begin it anew.
        _ = try await harness.desk.setAvailability("ann", available: false, by: Self.admin)
        try await Self.fire(harness, at: 1299)
        #expect(try await harness.conversation(id).assignee == "ann")
        try await Self.fire(harness, at: 1300)
        #expect(try await harness.conversation(id).assignee == "bob")
        #expect(try await harness.last(.conversationReturned, id).data == #"{"from":"ann","reason":"away"}"#)
    }

    @Test func whoComesBackInTimeKeepsIt() async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        try await harness.reply(id, "hello")
        _ = try await harness.desk.setAvailability("ann", available: false, by: Self.admin)
        harness.clock.advance(to: Self.at(600))
        _ = try await harness.desk.setAvailability("ann", available: true, by: Self.admin)
        try await Self.fire(harness, at: 6000)
        #expect(try await harness.conversation(id).assignee == "ann")
    }

    @Test func withNobodyElseItWaits() async throws {
        let harness = try await Self.harness()
        _ = try await harness.desk.setAvailability("bob", available: false, by: Self.admin)
        let id = try await harness.converse("robin")
        try await Self.fire(harness, at: 1200)
        #expect(try await harness.conversation(id).assignee == nil)
        #expect(try await harness.conversation(id).heldSince == nil)
        _ = try await harness.desk.setAvailability("bob", available: true, by: Self.admin)
        #expect(try await harness.conversation(id).assignee == "bob")
    }

    @Test func workingTimeCounts() async throws {
        // Monday 10:00; the office closes at 17:00 and opens on Tuesday at 9:00.
        let harness = try await EngineHarness {
            $0.queues["robin"]?.returnAfter = 8 * 3600
            $0.routes.children[0].settings.slaPolicy = "office"
        }
        let id = try await harness.converse("robin")
        try await Self.fire(harness, at: 8 * 3600)
        #expect(try await harness.conversation(id).assignee == "ann")
        try await Self.fire(harness, at: 24 * 3600)
        #expect(try await harness.conversation(id).assignee == "bob")
        #expect(try await harness.last(.conversationReturned, id).at == Self.at(24 * 3600))
    }

    @Test func whoLeftTheConfigurationGivesItBack() async throws {
        let harness = try await Self.harness()
        let id = try await harness.converse("robin")
        try await harness.reply(id, "hello")
        harness.reload {
            $0.agents["ann"] = nil
            $0.queues["robin"]?.agents = ["bob"]
        }
        harness.clock.advance(to: Self.at(100))
        _ = try await harness.desk.setPriority(id, .urgent, by: Self.admin)
        try await Self.fire(harness, at: 1200)
        #expect(try await harness.conversation(id).assignee == "bob")
    }
}
