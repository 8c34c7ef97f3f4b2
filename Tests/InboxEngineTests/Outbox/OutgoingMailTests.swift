import ChannelKit
import ControlAPI
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct OutgoingMailTests {
    @Test func aReplyKnowsItsThread() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(
            .mail(
                "where?", id: "a@example.net", to: ["support@example.com", "ops@example.net"], cc: ["boss@example.net"])
        ).conversation
        let first = try await harness.answer(
            id, ReplyRequest(text: "soon", cc: ["legal@example.com", "NADIA@example.net"]))
        let mail = try required(first.mail)
        #expect(first.recipient == "nadia@example.net")
        #expect(mail.cc.map(\.address) == ["legal@example.com", "ops@example.net", "boss@example.net"])
        #expect(mail.subject == "Where is my parcel?" && !mail.isNewSubject)
        #expect(mail.inReplyTo == "a@example.net")
        #expect(mail.references == ["a@example.net"])
        #expect(mail.quotation?.text == "where?")
        let ours = try harness.sentID(first)
        _ = try await harness.place(.mail("thanks", id: "b@example.net", inReplyTo: [ours]))
        // The provider gave its own id; the thread is known by what stood in the header.
        let second = try required(try await harness.answer(id).mail)
        #expect(second.inReplyTo == "b@example.net")
        #expect(second.references == ["a@example.net", "out-\(first.message)", "b@example.net"])
        #expect(second.quotation?.text == "thanks")
    }

    @Test func anotherSubjectIsTheConversationsToo() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let reply = try await harness.answer(id, ReplyRequest(text: "so", subject: "Your contract"))
        #expect(reply.mail?.subject == "Your contract" && reply.mail?.isNewSubject == true)
        let answer = try await harness.place(
            .mail("ok", id: "b@example.net", subject: "Re: Your contract", inReplyTo: [try harness.sentID(reply)]))
        #expect(answer.conversation == id)
    }

    @Test(arguments: [
        ReplyRequest(text: "x", cc: ["a@b\r\nBcc: c@d"]), ReplyRequest(text: "x", cc: ["a"]),
        ReplyRequest(text: "x", cc: ["a@b>"]), ReplyRequest(text: "x", subject: "a\r\nBcc: c@d"),
        ReplyRequest(text: "x", subject: ""),
    ])
    func whatCouldBreakOutOfAHeaderIsRefused(request: ReplyRequest) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let error = await refusal { try await harness.desk.reply(id, request, by: EngineHarness.admin) }
        #expect(error?.code == .invalid)
    }

    @Test(arguments: [ReplyRequest(text: "x", cc: ["a@b.example"]), ReplyRequest(text: "x", subject: "s")])
    func aChatHasNeitherCopiesNorSubjects(request: ReplyRequest) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let error = await refusal { try await harness.desk.reply(id, request, by: EngineHarness.admin) }
        #expect(error?.code == .conflict)
    }

    @Test func aRefusedCopyIsShownAndTheMessageIsSent() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net", cc: ["boss@example.net"])).conversation
        try required(harness.adapters["mail"]).script(
            .sentInPart(
                providerID: "p1",
                refused: [RefusedRecipient(address: "boss@example.net", isPermanent: true, detail: "550 no")]))
        let reply = try await harness.answer(id)
        #expect(try await harness.state(reply.message.rawValue) == "sent")
        let event = try await harness.last(.messageReceipt, id)
        #expect(event.data?.contains("boss@example.net") == true)
        #expect(event.data?.contains("550 no") == true)
    }

    @Test func aCopyThatWasPutOffIsTriedAlone() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net", cc: ["boss@example.net"])).conversation
        let adapter = try required(harness.adapters["mail"])
        let putOff = RefusedRecipient(address: "boss@example.net", isPermanent: false, detail: "450 later")
        adapter.script(.sentInPart(providerID: "p1", refused: [putOff]), .failure(.transient))
        let reply = try await harness.answer(id)
        #expect(reply.mail?.envelope == nil)
        #expect(try await harness.state(reply.message.rawValue) == "queued put_off")
        for _ in 0..<2 {
            harness.clock.advance(to: try await harness.nextAttempt(reply.message.rawValue))
            try await harness.services.sender.sendDue()
            #expect(adapter.sent.last?.mail?.envelope == ["boss@example.net"])
        }
        #expect(try await harness.state(reply.message.rawValue) == "sent")
        #expect(adapter.sent.count == 3)
        #expect(try await harness.types(id).filter { $0 == "message.sent" }.count == 1)
    }

    @Test func aCopyThatIsNeverTakenEndsAsSent() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.place(.mail(id: "a@example.net", cc: ["boss@example.net"])).conversation
        let adapter = try required(harness.adapters["mail"])
        let putOff = RefusedRecipient(address: "boss@example.net", isPermanent: false, detail: "450 later")
        adapter.script(.sentInPart(providerID: "p1", refused: [putOff]), .failure(.permanent))
        let reply = try await harness.answer(id)
        harness.clock.advance(to: try await harness.nextAttempt(reply.message.rawValue))
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply.message.rawValue) == "sent")
        #expect(try await harness.last(.messageReceipt, id).data?.contains("boss@example.net") == true)
        #expect(try await harness.clock(.firstResponse, id).state == .met)
    }
}
