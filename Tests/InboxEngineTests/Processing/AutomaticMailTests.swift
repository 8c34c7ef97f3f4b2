import ChannelKit
import ControlAPI
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct AutomaticMailTests {
    private static func bounce(
        of original: String, _ address: String = "nadia@example.net", permanent: Bool = true
    ) -> NormalizedEvent {
        .mail(
            "Delivery failed", id: "bounce-\(address)", from: "mailer-daemon@example.net", subject: "Undeliverable",
            automatic: true,
            bounce: BounceHints(
                originals: [original],
                recipients: [.init(address: address, isPermanent: permanent, detail: "550 5.1.1 no such user")]))
    }

    @Test func automaticMailIsKeptAndStartsNoClock() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net", automatic: true)).conversation
        #expect(try await harness.clocks(id).isEmpty)
        let conversation = try await harness.conversation(id)
        #expect(conversation.waitingSince == nil)
        #expect(conversation.lastInboundAt == nil)
        #expect(try await harness.count("SELECT COUNT(*) FROM messages WHERE is_automatic = 1") == 1)
        // A person makes it a conversation like others.
        harness.clock.advance(seconds: 60)
        #expect(
            try await harness.place(.mail("hi", id: "b@example.net", inReplyTo: ["a@example.net"])).conversation == id)
        #expect(try await Set(harness.clocks(id).map(\.kind)) == [.firstResponse, .resolution])
        #expect(try await harness.clocks(id).allSatisfy { $0.startedAt == EngineHarness.start.adding(seconds: 60) })
    }

    @Test func anAbsenceNoteOpensNothing() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let sentID = try harness.sentID(
            try await harness.answer(id, ReplyRequest(text: "done", then: .resolved)))
        let clocks = try await harness.clocks(id)
        harness.clock.advance(seconds: 60)
        let note = try await harness.place(
            .mail("I am away", id: "b@example.net", inReplyTo: [sentID], automatic: true))
        #expect(note.conversation == id)
        #expect(try await harness.conversation(id).status == .resolved)
        #expect(try await harness.clocks(id) == clocks)
    }

    @Test func aChatRobotStartsNoClockEither() async throws {
        let harness = try await EngineHarness()
        let event = MessageEvent(
            id: "m1", conversation: "t1", sender: SenderInfo(id: "bot"), sentAt: EngineHarness.start, text: "beep",
            automatic: true)
        let id = try required(try await harness.receive(.message(event)).conversation)
        #expect(try await harness.clocks(id).isEmpty)
    }

    @Test func aBounceFailsItsMessageAndRearmsTheClock() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let reply = try await harness.answer(id)
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        let placed = try await harness.place(Self.bounce(of: try harness.sentID(reply)))
        #expect(placed == Placed(conversation: id, rule: "bounce", outcome: "joined"))
        #expect(try await harness.state(reply.message.rawValue) == "failed provider_receipt")
        #expect(try await harness.clock(.firstResponse, id).state == .running)
        let problem = try await harness.desk.conversation(id, page: PageRequest()).mail?.undeliverable.first
        #expect(problem?.address == "nadia@example.net")
        #expect(problem?.reason == "550 5.1.1 no such user")
    }

    @Test func aReplyToADeadAddressIsRefusedUnlessForced() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let sentID = try harness.sentID(try await harness.answer(id))
        _ = try await harness.place(Self.bounce(of: sentID))
        let error = await refusal { try await harness.reply(id, "again") }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("550 5.1.1 no such user") == true)
        let forced = ReplyRequest(text: "again", force: true)
        #expect(try await harness.desk.reply(id, forced, by: EngineHarness.admin).state == "queued")
        // Who writes from there can be written to.
        _ = try await harness.place(.mail("I am back", id: "b@example.net", inReplyTo: ["a@example.net"]))
        try await harness.reply(id, "welcome")
    }

    @Test func aTemporaryFailureMarksNoAddress() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let reply = try await harness.answer(id)
        _ = try await harness.place(Self.bounce(of: try harness.sentID(reply), permanent: false))
        #expect(try await harness.state(reply.message.rawValue) == "failed provider_receipt")
        try await harness.reply(id, "again")
    }

    @Test func aBounceOfACopyFailsNothing() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net", cc: ["boss@example.net"])).conversation
        let reply = try await harness.answer(id)
        _ = try await harness.place(Self.bounce(of: try harness.sentID(reply), "boss@example.net"))
        #expect(try await harness.state(reply.message.rawValue) == "sent")
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        // The copy is dropped from then on.
        #expect(try required(try await harness.answer(id).mail).cc.isEmpty)
    }

    @Test func aBounceOfNothingOfOursIsKept() async throws {
        let harness = try await EngineHarness()
        let placed = try await harness.place(Self.bounce(of: "spam@elsewhere.example"))
        #expect(placed.outcome == "new")
        #expect(try await harness.clocks(placed.conversation).isEmpty)
        #expect(try await harness.count("SELECT COUNT(*) FROM undeliverable_addresses") == 0)
    }

    @Test func aReceiptFindsOurMailByItsSignedID() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let adapter = try required(harness.adapters["mail"])
        // The provider's answer was lost, so the store has no id of it.
        adapter.script(.failure(.maybeSent))
        let reply = try await harness.answer(id)
        let receipt = ReceiptEvent(
            target: try harness.sentID(reply), state: .failed, error: "no", at: EngineHarness.start, isPermanent: true)
        _ = try await harness.receive(.receipt(receipt), inbox: "mail")
        #expect(try await harness.state(reply.message.rawValue) == "failed provider_receipt")
    }
}
