import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct ProcessorTests {
    @Test func aMessageBecomesAContactAConversationClocksAndEvents() async throws {
        let harness = try await EngineHarness()
        let record = try await harness.receive(.hello("Grüße 👋🏽 שלום\n", id: "m1", name: "Zoë"))
        #expect(record.state == .processed)
        let conversation = try await harness.conversation(try required(record.conversation))
        #expect(conversation.queue == "support")
        #expect(conversation.status == .open)
        #expect(conversation.address == "u1")
        #expect(conversation.waitingSince == EngineHarness.start)
        #expect(conversation.nextDueAt == EngineHarness.start.adding(seconds: 3600))
        #expect(conversation.messageCount == 1)
        let message = try await harness.message(try required(record.message).rawValue)
        #expect(message.text == "Grüße 👋🏽 שלום\n")
        #expect(message.delivery == record.id)
        #expect(try await harness.texts("SELECT name FROM contacts") == ["Zoë"])
        #expect(
            try await harness.clocks(conversation.id).map(\.kind) == [.firstResponse, .resolution])
        #expect(try await harness.types(conversation.id) == ["conversation.created", "message.received"])
    }

    @Test func attachmentsComeBackAsTheyWere() async throws {
        let harness = try await EngineHarness()
        let attachments = [
            Attachment(
                kind: .image, name: "a\"b\\\u{1}.png", contentType: "image/png", size: 1 << 40,
                url: "https://x.example/ä"),
            Attachment(kind: .location, ref: "geo:1,2"),
        ]
        let record = try await harness.receive(.hello("", id: "m1", attachments: attachments))
        #expect(try await harness.message(try required(record.message).rawValue).attachments == attachments)
    }

    @Test func aBodyThatLiesInABlobIsProcessed() async throws {
        let harness = try await EngineHarness()
        let text = String(repeating: "long ", count: 100_000)
        let record = try await harness.receive(.hello(text, id: "m1"))
        #expect(record.state == .processed)
        #expect(try await harness.count("SELECT COUNT(*) FROM delivery_bodies WHERE blob IS NOT NULL") == 1)
        #expect(try await harness.message(try required(record.message).rawValue).text == text)
    }

    @Test func aLostBodyIsQuarantined() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.post(.hello(id: "m1"))
        try await harness.execute("DELETE FROM delivery_bodies")
        try await harness.services.processor.drain()
        let record = try await harness.delivery(id)
        #expect(record.state == .quarantined)
        #expect(record.reason == "body_lost")
    }

    @Test func repetitionsHaveOneEffect() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.receive(.hello(id: "m1"))
        let before = try await harness.effects()
        try await harness.replay(first.id)
        #expect(try await harness.delivery(first.id).state == .duplicate)
        #expect(try await harness.delivery(first.id).message == first.message)
        let second = try await harness.receive(.hello(id: "m1"))
        #expect(second.state == .duplicate)
        #expect(second.message == first.message)
        #expect(try await harness.effects() == before)
    }

    @Test func repetitionsInsideOneDeliveryAndOneChunkHaveOneEffect() async throws {
        let harness = try await EngineHarness()
        try await harness.post(.hello(id: "m1"), .hello(id: "m1"))
        let other = try await harness.post(.hello(id: "m1"))
        #expect(try await harness.services.processor.drain() == 2)
        #expect(try await harness.delivery(other).state == .duplicate)
        #expect(try await harness.count("SELECT COUNT(*) FROM messages") == 1)
    }

    @Test func theSameIdInAnotherInboxIsAnotherMessage() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(.hello(id: "m1"), inbox: "chat")
        #expect(try await harness.receive(.hello(id: "m1"), inbox: "mail").state == .processed)
        #expect(try await harness.count("SELECT COUNT(*) FROM conversations") == 2)
        #expect(try await harness.count("SELECT COUNT(*) FROM contacts") == 2)
    }

    @Test func aBatchBecomesAllItsEvents() async throws {
        let harness = try await EngineHarness()
        let record = try await harness.receive(
            .hello("one", id: "m1"), .hello("two", id: "m2"), .hello("other", id: "m3", thread: "t2", from: "u2"),
            .ignored(reason: "typing"))
        #expect(record.state == .processed)
        #expect(try await harness.texts("SELECT text FROM messages ORDER BY id") == ["one", "two", "other"])
        #expect(try await harness.count("SELECT COUNT(*) FROM conversations") == 2)
    }

    @Test func messagesKeepTheOrderOfTheLedger() async throws {
        let harness = try await EngineHarness()
        // More than two chunks, over three threads.
        for number in 0..<120 {
            try await harness.post(.hello("\(number)", id: "m\(number)", thread: "t\(number % 3)", from: "u"))
        }
        #expect(try await harness.services.processor.drain() == 120)
        for thread in 0..<3 {
            let texts = try await harness.texts(
                """
                SELECT m.text FROM messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE c.thread_key = 't\(thread)' ORDER BY m.id
                """)
            #expect(texts == stride(from: thread, to: 120, by: 3).map(String.init))
        }
        #expect(try await harness.count("SELECT COUNT(*) FROM conversations") == 3)
    }

    @Test func ignoredDeliveriesSayWhy() async throws {
        let harness = try await EngineHarness()
        let record = try await harness.receive(.ignored(reason: "typing"))
        #expect(record.state == .ignored)
        #expect(record.reason == "typing")
        #expect(try await harness.receive().reason == "no_events")
        #expect(try await harness.effects().isEmpty)
    }

    @Test(arguments: [("no json", "not_json"), (#"{"type":"message"}"#, "invalid_event"), ("", "not_json")])
    func whatIsNotUnderstoodIsQuarantinedAlone(body: String, reason: String) async throws {
        let harness = try await EngineHarness()
        let bad = try await harness.post(body: Array(body.utf8))
        let good = try await harness.post(.hello(id: "m1"))
        try await harness.services.processor.drain()
        let record = try await harness.delivery(bad)
        #expect(record.state == .quarantined)
        #expect(record.reason == reason)
        #expect(record.detail?.isEmpty == false)
        #expect(try await harness.delivery(good).state == .processed)
        #expect(try await harness.desk.ledgerCheck().balanced)
    }

    /// One event of a batch that is none: the others have their effect, and the delivery waits for a repair.
    @Test func anEventThatIsNotUnderstoodLeavesItsBatchAlone() async throws {
        let harness = try await EngineHarness()
        let one = NormalizedEvent.hello("one", id: "m1").json.json
        let two = NormalizedEvent.hello("two", id: "m2").json.json
        let bad = try await harness.post(body: Array(#"[\#(one),{"type":"message","id":"m3"},\#(two)]"#.utf8))
        try await harness.services.processor.drain()
        let record = try await harness.delivery(bad)
        #expect(record.state == .quarantined)
        #expect(record.reason == "invalid_event")
        #expect(record.detail == "1 of 3 events; message.conversation is missing")
        #expect(record.message != nil)
        #expect(try await harness.texts("SELECT text FROM messages ORDER BY id") == ["one", "two"])
        // Replayed before the repair: nothing happens twice.
        try await harness.replay(bad)
        #expect(try await harness.delivery(bad).state == .quarantined)
        #expect(try await harness.count("SELECT COUNT(*) FROM messages") == 2)
        #expect(try await harness.desk.ledgerCheck().balanced)
    }

    @Test func whatCannotBeAppliedUndoesThatEventAlone() async throws {
        let harness = try await EngineHarness()
        try await harness.execute(
            """
            CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.text = 'unstorable'
            BEGIN SELECT RAISE(ABORT, 'refused'); END
            """)
        let before = try await harness.post(.hello("before", id: "m1"))
        let bad = try await harness.post(
            .hello("undone", id: "m2", thread: "t2", from: "u2"), .hello("unstorable", id: "m3"))
        let after = try await harness.post(.hello("after", id: "m4"))
        try await harness.services.processor.drain()
        #expect(try await harness.delivery(before).state == .processed)
        #expect(try await harness.delivery(after).state == .processed)
        #expect(try await harness.delivery(bad).reason == "processing_failed")
        #expect(try await harness.delivery(bad).state == .quarantined)
        #expect(try await harness.texts("SELECT text FROM messages ORDER BY id") == ["before", "undone", "after"])
        // After the repair a replay does the rest of it.
        try await harness.execute("DROP TRIGGER refuse")
        try await harness.replay(bad)
        #expect(try await harness.delivery(bad).state == .processed)
        #expect(try await harness.count("SELECT COUNT(*) FROM messages") == 4)
    }

    @Test func aChunkWhoseWriteFailsIsDoneAgainWithTheSameEffect() async throws {
        let harness = try await EngineHarness()
        let big = try await harness.post(.hello(String(repeating: "x", count: 200_000), id: "m1"))
        let small = try await harness.post(.hello("small", id: "m2"))
        try await harness.execute("PRAGMA max_page_count = 1")
        await #expect(throws: StoreError.self) { try await harness.services.processor.drain() }
        #expect(try await harness.delivery(small).state == .pending)
        #expect(try await harness.effects().isEmpty)
        try await harness.execute("PRAGMA max_page_count = 1073741823")
        #expect(try await harness.services.processor.drain() == 2)
        #expect(try await harness.delivery(big).state == .processed)
        #expect(try await harness.count("SELECT COUNT(*) FROM messages") == 2)
    }

    @Test func anInboxThatLeftTheConfigurationKeepsItsDeliveries() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.post(.hello(id: "m1"))
        let inboxes = harness.graph.current.configuration.inboxes
        harness.reload { $0.inboxes["chat"] = nil }
        try await harness.services.processor.drain()
        #expect(try await harness.delivery(id).state == .quarantined)
        #expect(try await harness.delivery(id).reason == "unknown_inbox")
        harness.reload { $0.inboxes = inboxes }
        try await harness.replay(id)
        #expect(try await harness.delivery(id).state == .processed)
    }

    @Test func theServiceProcessesWhatIsAccepted() async throws {
        let harness = try await EngineHarness()
        let services = harness.services
        let running = Task { try await services.processor.run() }
        let seen = services.signals.changed.generation
        let request = WebhookRequest(
            method: "POST", body: Array(NormalizedEvent.hello(id: "m1").json.json.utf8))
        #expect(await services.intake.handle(inbox: "chat", request: request).status == 200)
        await services.signals.changed.wait(past: seen)
        #expect(try await harness.count("SELECT COUNT(*) FROM messages") == 1)
        running.cancel()
        try await running.value
    }
}
