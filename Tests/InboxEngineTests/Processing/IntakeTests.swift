import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct IntakeTests {
    @Test func anAcceptedRequestIsInTheLedgerWhole() async throws {
        let harness = try await EngineHarness()
        let request = WebhookRequest(
            method: "POST", subpath: "/x", query: "a=1", headers: [.init(name: "x-id", value: "7: ä")],
            body: [0, 255, 10])
        #expect(await harness.services.intake.handle(inbox: "chat", request: request).status == 200)
        let stored = try required(try await harness.ledger.body(of: DeliveryID(1)))
        #expect(stored.body == [0, 255, 10])
        #expect(stored.subpath == "/x")
        #expect(stored.query == "a=1")
        #expect(stored.headers.map(\.value) == ["7: ä"])
        #expect(stored.receivedAt == EngineHarness.start)
    }

    @Test func aRefusedRequestIsCountedAndNotStored() async throws {
        let harness = try await EngineHarness()
        let request = WebhookRequest(method: "POST", headers: [.init(name: "x-bad", value: "1")], body: [1])
        #expect(await harness.services.intake.handle(inbox: "chat", request: request).status == 401)
        #expect(await harness.services.intake.handle(inbox: "nope", request: request).status == 404)
        #expect(try await harness.count("SELECT COUNT(*) FROM deliveries") == 0)
        #expect(try await harness.desk.inbox("chat").rejected == ["signature_wrong": 1])
    }

    @Test func aLedgerThatCannotBeWrittenGets503() async throws {
        let harness = try await EngineHarness()
        await harness.engine.close()
        let response = await harness.services.intake.handle(
            inbox: "chat", request: WebhookRequest(method: "POST", body: [1]))
        #expect(response.status == 503)
        #expect(response.headers.contains { $0.name == "retry-after" })
    }
}
