import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct DeskLedgerTests {
    private static let admin = EngineHarness.admin

    @Test func deliveriesComeInPagesNewestFirst() async throws {
        let harness = try await EngineHarness()
        for number in 1...5 { try await harness.receive(.hello(id: "m\(number)")) }
        try await harness.post(body: Array("junk".utf8))
        try await harness.services.processor.drain()
        var ids: [Int64] = []
        var cursor: String?
        repeat {
            let page = try await harness.desk.deliveries(
                DeliveryQuery(inbox: "chat", state: "processed", page: PageRequest(limit: 2, cursor: cursor)))
            ids += page.items.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(ids == [5, 4, 3, 2, 1])
        let quarantined = try await harness.desk.deliveries(DeliveryQuery(state: "quarantined"))
        #expect(quarantined.items.map(\.reason) == ["not_json"])
        let slip = await refusal { try await harness.desk.deliveries(DeliveryQuery(state: "proccessed")) }
        #expect(slip?.hint == "did you mean “processed”?")
    }

    @Test func aDeliveryIsShownWithItsBodyWhereAsked() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(.hello("hä", id: "m1"))
        try await harness.post(body: [0xFF, 0])
        let text = try await harness.desk.delivery(DeliveryID(1), withBody: true)
        #expect(text.body?.encoding == .text)
        #expect(text.body?.data.contains("hä") == true)
        #expect(text.effects.map(\.message) == [1])
        #expect(try await harness.desk.delivery(DeliveryID(2), withBody: true).body?.data == "/wA=")
        #expect(try await harness.desk.delivery(DeliveryID(1), withBody: false).body == nil)
        #expect(await refusal { try await harness.desk.delivery(DeliveryID(9), withBody: true) }?.code == .notFound)
    }

    @Test func aReplayPutsBackWhatWasChosen() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(.hello(id: "m1"))
        try await harness.post(body: Array("junk".utf8))
        try await harness.services.processor.drain()
        let dry = try await harness.desk.replay(
            ReplayRequest(ids: [1, 2, 2], dryRun: true), by: Self.admin)
        #expect(dry.replayed == 2)
        #expect(dry.byState == ["processed": 1, "quarantined": 1])
        #expect(try await harness.count("SELECT COUNT(*) FROM deliveries WHERE state = 'pending'") == 0)
        let signal = harness.services.signals.accepted.generation
        let done = try await harness.desk.replay(
            ReplayRequest(inbox: "chat", state: "quarantined"), by: Self.admin)
        #expect(done.replayed == 1)
        #expect(harness.services.signals.accepted.generation > signal)
        #expect(try await harness.services.processor.drain() == 1)
        #expect(try await harness.delivery(DeliveryID(2)).attempts == 1)
        #expect(try await harness.texts("SELECT action FROM audit") == ["delivery.replay"])
    }

    @Test func aReplayOfNothingInParticularIsRefused() async throws {
        let harness = try await EngineHarness()
        for request in [ReplayRequest(), ReplayRequest(ids: [1], inbox: "chat")] {
            #expect(await refusal { try await harness.desk.replay(request, by: Self.admin) }?.code == .invalid)
        }
        let missing = await refusal { try await harness.desk.replay(ReplayRequest(ids: [7]), by: Self.admin) }
        #expect(missing?.code == .notFound)
    }

    @Test func theLedgerBalancesUntilSomethingIsLost() async throws {
        let harness = try await EngineHarness()
        for number in 1...4 { try await harness.receive(.hello(id: "m\(number)")) }
        let sound = try await harness.desk.ledgerCheck()
        #expect(sound.balanced)
        #expect(sound.inboxes.map(\.counts.processed) == [4])
        try await harness.execute("DELETE FROM deliveries WHERE id = 2")
        try await harness.execute("DELETE FROM messages WHERE id = 3")
        let check = try await harness.desk.ledgerCheck()
        #expect(!check.balanced)
        #expect(check.inboxes.flatMap(\.holes).contains { $0.hasPrefix("delivery 2 ") })
        #expect(check.inboxes.flatMap(\.holes).contains { $0.hasPrefix("delivery 3 ") })
    }

    @Test func inboxesTellHowTheyAre() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        try await harness.reply(id, "hello")
        let inboxes = try await harness.desk.inboxes()
        #expect(inboxes.map(\.name) == ["billing", "chat", "mail"])
        #expect(inboxes[1].outbox == 1)
        #expect(inboxes[1].ledger.processed == 1)
        let detail = try await harness.desk.inbox("chat")
        #expect(detail.inbox.lastReceivedAt?.instant == EngineHarness.start)
        #expect(detail.webhookURL == "http://127.0.0.1:8460/in/chat")
        #expect(await refusal { try await harness.desk.inbox("chta") }?.hint == "did you mean “chat”?")
    }
}
