import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct ThreadingTests {
    @Test func aFurtherMessageJoinsItsThread() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        harness.clock.advance(seconds: 60)
        #expect(try await harness.converse(id: "m2") == id)
        let conversation = try await harness.conversation(id)
        #expect(conversation.messageCount == 2)
        #expect(conversation.waitingSince == EngineHarness.start)
        #expect(conversation.lastInboundAt == EngineHarness.start.adding(seconds: 60))
    }

    @Test func aMessageInsideTheWindowReopens() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        _ = try await harness.desk.resolve(id, by: EngineHarness.admin)
        harness.clock.advance(seconds: 86_399)
        #expect(try await harness.converse(id: "m2") == id)
        let conversation = try await harness.conversation(id)
        #expect(conversation.status == .open)
        #expect(conversation.resolvedAt == nil)
        #expect(conversation.waitingSince == EngineHarness.start)
        #expect(try await harness.last(.conversationReopened, id).data?.contains("customer_message") == true)
    }

    @Test func aMessageAfterTheWindowBeginsALinkedConversation() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        _ = try await harness.desk.resolve(id, by: EngineHarness.admin)
        harness.clock.advance(seconds: 86_401)
        let next = try await harness.converse(id: "m2")
        #expect(next != id)
        #expect(try await harness.conversation(next).previous == id)
        #expect(try await harness.conversation(next).contact == harness.conversation(id).contact)
        #expect(try await harness.conversation(id).status == .closed)
        // It was closed when the window ended, whoever noticed when.
        let closing = try await harness.last(.conversationStatus, id)
        #expect(closing.at == EngineHarness.start.adding(seconds: 86_400))
        #expect(try await harness.converse(id: "m3") == next)
    }

    @Test func aMessageWakesWhatIsPendingOrSnoozed() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        _ = try await harness.desk.reply(
            id, ReplyRequest(text: "wait", then: .pending), by: EngineHarness.admin)
        #expect(try await harness.conversation(id).status == .pending)
        _ = try await harness.converse(id: "m2")
        #expect(try await harness.conversation(id).status == .open)
        _ = try await harness.desk.snooze(
            id, until: harness.clock.now().adding(seconds: 600), by: EngineHarness.admin)
        #expect(try await harness.conversation(id).nextTimerAt == harness.clock.now().adding(seconds: 600))
        _ = try await harness.converse(id: "m3")
        #expect(try await harness.conversation(id).status == .open)
        #expect(try await harness.conversation(id).snoozedUntil == nil)
    }

    @Test func aDeliveryThatIsReplayedLateCountsFromItsReception() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        let inboxes = harness.graph.current.configuration.inboxes
        harness.clock.advance(seconds: 60)
        harness.reload { $0.inboxes["chat"] = nil }
        let late = try await harness.post(.hello("late", id: "m2"))
        try await harness.services.processor.drain()
        harness.reload { $0.inboxes = inboxes }
        harness.clock.advance(seconds: 60)
        _ = try await harness.desk.reply(id, ReplyRequest(text: "done", then: .resolved), by: EngineHarness.admin)
        harness.clock.advance(seconds: 600)
        try await harness.replay(late)
        let conversation = try await harness.conversation(id)
        #expect(conversation.status == .open)
        #expect(conversation.messageCount == 3)
        #expect(conversation.lastMessageAt == EngineHarness.start.adding(seconds: 120))
        #expect(try await harness.delivery(late).state == .processed)
        _ = try await harness.services.scheduler.fireDue()
    }
}
