import ChannelKit
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct IntakeMailTests {
    private struct MailAdapter: ChannelAdapter {
        var inbox: InboxDefinition
        var mailAddresses: [String]
        var capabilities = ChannelCapabilities(canSend: false)

        func admit(_ request: WebhookRequest, now: Instant) -> Admission {
            .reject(.methodNotAllowed, WebhookResponse(status: 404))
        }

        func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] { [] }

        func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome { .sent(providerID: nil) }
    }

    private static func graph(_ harness: EngineHarness, _ addresses: [String: [String]]) -> EngineGraph {
        EngineGraph(
            configuration: harness.graph.current.configuration,
            adapters: Dictionary(
                uniqueKeysWithValues: addresses.map { name, addresses in
                    (
                        name,
                        MailAdapter(inbox: InboxDefinition(name: name, channel: "mail"), mailAddresses: addresses)
                    )
                }))
    }

    private static func mail(_ inbox: String, _ text: String) -> MailDelivery {
        MailDelivery(
            inbox: inbox, delivery: IncomingDelivery(receivedAt: EngineHarness.start, body: Array(text.utf8)))
    }

    @Test func addressesFollowTheGraph() async throws {
        let harness = try await EngineHarness()
        harness.graph.replace(with: Self.graph(harness, ["support": ["support@example.com"]]))
        let intake: any MailIntake = harness.services.intake
        #expect(intake.inbox(for: "Support+x@example.com") == "support")
        #expect(intake.inbox(for: "sales@example.com") == nil)
        harness.graph.replace(with: Self.graph(harness, ["sales": ["sales@example.com"]]))
        #expect(intake.inbox(for: "support@example.com") == nil)
        #expect(intake.inbox(for: "sales@example.com") == "sales")
    }

    @Test func allInboxesHaveItOrNone() async throws {
        let harness = try await EngineHarness()
        let intake: any MailIntake = harness.services.intake
        try await intake.store([Self.mail("support", "one"), Self.mail("sales", "one")])
        _ = try await harness.engine.write(.work) { connection in
            try connection.execute(
                """
                CREATE TRIGGER refuse BEFORE INSERT ON deliveries WHEN NEW.inbox = 'sales'
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """)
        }
        await #expect(throws: StoreError.self) {
            try await intake.store([Self.mail("support", "two"), Self.mail("sales", "two")])
        }
        #expect(
            try await harness.texts("SELECT inbox FROM deliveries ORDER BY id") == ["support", "sales"])
        #expect(try await harness.ledger.check().isSound)
    }
}
