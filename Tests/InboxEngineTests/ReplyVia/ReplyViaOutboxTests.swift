import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// What becomes of replies on their way when the configuration, the server or the process is in the way.
@Suite struct ReplyViaOutboxTests {
    @Test func aReplyWaitsWhereItsWayIsTakenAway() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let reply = try await harness.reply(id, "soon")
        harness.answer(through: nil)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "queued cannot_send")
        let why = try await harness.last(.messageDeferred, id)
        #expect(why.data?.contains("inbox website does not send any more") == true)
        let refused = await refusal { try await harness.reply(id, "and?") }
        #expect(refused?.message == "channel “form” cannot send")
        #expect(refused?.hint?.contains("reply_via of inbox “website”") == true)
        // The way is there again, and it is another one.
        harness.answer(through: "billing")
        await harness.services.sender.retryHeld()
        harness.clock.advance(seconds: 5)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "sent")
        #expect(harness.adapters["billing"]?.sentTexts == ["soon"])
        #expect(try harness.mail.sent.isEmpty)
    }

    @Test func whatWaitsTooLongFailsAndIsOwedAgain() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let reply = try await harness.reply(id, "soon")
        harness.answer(through: nil)
        harness.clock.advance(seconds: 3600)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "failed cannot_send")
        #expect(try await harness.clock(.firstResponse, id).stoppedAt == nil)
    }

    /// What waits for a channel goes by mail, once its inbox does.
    @Test(arguments: [nil, "nadia@example.net"]) func aReplyTakesTheWayThatIsInForce(email: String?) async throws {
        let harness = try await EngineHarness.withWebsite()
        let event = MessageEvent(
            id: "m1", conversation: "t1", sender: SenderInfo(id: "u1", email: email), sentAt: EngineHarness.start,
            text: "hello")
        let id = try required(try await harness.receive(.message(event)).conversation)
        let reply = try await harness.reply(id, "soon")
        harness.reload { $0.inboxes["chat"]?.replyVia = "mail" }
        try await harness.services.sender.sendDue()
        #expect(try harness.chat.sent.isEmpty)
        if let email {
            #expect(try await harness.state(reply) == "sent")
            let mail = try required(try harness.mail.sent.first?.mail)
            #expect(mail.to.address == email && mail.quotation?.text == "hello")
            let back = try await harness.place(
                .mail("ok", id: "b@example.net", subject: "Re: your message", token: mail.replyToken))
            #expect(back.conversation == id)
        } else {
            #expect(try await harness.state(reply) == "failed no_address")
            #expect(try await harness.clock(.firstResponse, id).stoppedAt == nil)
            #expect(try harness.mail.sent.isEmpty)
        }
    }

    /// One server carries both: what stops one stops the other.
    @Test func aPauseHoldsWhoeverAnswersThroughTheSameInbox() async throws {
        let harness = try await EngineHarness.withWebsite()
        let form = try await harness.form()
        let mail = try await harness.place(.mail(id: "a@example.net")).conversation
        let chat = try await harness.converse()
        try harness.mail.script(.failure(.rateLimited(until: EngineHarness.start.adding(seconds: 100))))
        let first = try await harness.reply(form, "one")
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(first) == "queued E1")
        let second = try await harness.reply(mail, "two")
        let third = try await harness.reply(try await harness.form("more", id: "f2"), "three")
        let other = try await harness.reply(chat, "four")
        harness.clock.advance(seconds: 99)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(other) == "sent")
        for held in [second, third] { #expect(try await harness.state(held) == "queued") }
        #expect(try await harness.services.sender.nextLook() == EngineHarness.start.adding(seconds: 100))
        harness.clock.advance(seconds: 1)
        try await harness.services.sender.sendDue()
        for held in [first, second, third] { #expect(try await harness.state(held) == "sent") }
    }

    @Test(arguments: [false, true]) func whatACrashInterruptedIsAsTheMailHasIt(isIdempotent: Bool) async throws {
        let before = try await EngineHarness.withWebsite(
            ChannelCapabilities(canSend: true, idempotency: isIdempotent ? .always : .none))
        let reply = try await before.reply(try await before.form(), "half way")
        let claimed = try await before.engine.write(.work) {
            try Outbox($0).claim(notAfter: EngineHarness.start, limit: 1, except: [])
        }
        #expect(claimed.map(\.message.rawValue) == [reply])
        let harness = try await before.restarted()
        await harness.services.sender.recover()
        harness.clock.advance(seconds: 5)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == (isIdempotent ? "sent" : "maybe_sent interrupted"))
        #expect(try harness.mail.sentTexts == (isIdempotent ? ["half way"] : []))
    }

    /// The same mail on every attempt: where a server took it twice, it is one by its Message-ID.
    @Test func everyAttemptIsTheSameMail() async throws {
        let harness = try await EngineHarness.withWebsite()
        let reply = try await harness.reply(try await harness.form(), "soon")
        try harness.mail.script(.failure(.transient), .failure(.transient))
        for _ in 0..<2 {
            try await harness.services.sender.sendDue()
            harness.clock.advance(to: try await harness.nextAttempt(reply))
        }
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "sent")
        let sent = try harness.mail.sent
        #expect(sent.count == 3 && Set(sent).count == 1)
    }

    // MARK: - What is said of it

    @Test func theInboxSaysThroughWhichItAnswers() async throws {
        let harness = try await EngineHarness.withWebsite(
            ChannelCapabilities(canSend: true, textLimit: .init(unit: .chars, count: 10)))
        let inbox = try await harness.desk.inbox("website")
        #expect(inbox.inbox.replyVia == "mail" && inbox.canSend && inbox.textLimit == "10 chars")
        #expect(try await harness.desk.inboxes().map(\.replyVia) == [nil, nil, nil, "mail"])
        let id = try await harness.form()
        #expect(try await harness.desk.conversation(id, page: PageRequest()).replyVia == "mail")
        #expect(await refusal { try await harness.reply(id, "01234567890") }?.message.contains("takes 10") == true)
        harness.answer(through: nil)
        #expect(try await harness.desk.inbox("website").canSend == false)
        #expect(try await harness.desk.conversation(id, page: PageRequest()).replyVia == nil)
    }
}
