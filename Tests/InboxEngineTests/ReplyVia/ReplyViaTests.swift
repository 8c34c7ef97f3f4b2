import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// An inbox that cannot send answers by mail, through another.
@Suite struct ReplyViaTests {
    @Test func theReplyGoesOutAsAMail() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let message = try await harness.answer(
            id, ReplyRequest(text: "today", asAgent: "ann", cc: ["boss@example.org"]))
        let mail = try required(message.mail)
        #expect(try harness.mail.sent == [message])
        #expect(harness.adapters["website"]?.sent.isEmpty == true)
        #expect(mail.to == MailParty(address: "nadia@example.net", name: "Nadia"))
        #expect(mail.cc.map(\.address) == ["boss@example.org"])
        #expect(mail.subject == "Order 17" && !mail.isNewSubject)
        #expect(mail.inReplyTo == nil && mail.references.isEmpty)
        #expect(mail.quotation?.text == "Where is it?")
        #expect(mail.quotation?.author == MailParty(address: "nadia@example.net", name: "Nadia"))
        #expect(mail.authorName == "Ann")
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        // Before the customer has answered, the next one hangs on ours.
        let second = try required(try await harness.answer(id).mail)
        #expect(second.to.address == "nadia@example.net")
        #expect(second.inReplyTo == "out-\(message.message)" && second.references == ["out-\(message.message)"])
        #expect(second.quotation?.text == "Where is it?")
    }

    @Test(arguments: [true, false]) func theAnswerComesBack(byToken: Bool) async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let sent = try await harness.answer(id, ReplyRequest(text: "today", then: .pending))
        let token = try required(sent.mail).replyToken
        let ids = [try harness.sentID(sent)]
        let placed = try await harness.place(
            .mail(
                "thanks", id: "b@example.net", subject: "AW: Order 17", inReplyTo: byToken ? [] : ids,
                token: byToken ? token : nil, cc: ["friend@example.net"]))
        let rule = byToken ? "reply_token" : "own_message_id"
        #expect(placed == Placed(conversation: id, rule: rule, outcome: "joined"))
        let conversation = try await harness.conversation(id)
        #expect(conversation.status == .open && conversation.inbox == "website")
        #expect(try await harness.clock(.nextResponse, id).state == .running)
        // It is the same person, who has two addresses now.
        let contact = try await harness.desk.conversation(id, page: PageRequest()).contact
        #expect(contact.identities.map(\.channel) == ["form", "mail"])
        #expect(try await harness.count("SELECT COUNT(*) FROM contacts") == 1)
        // And so it goes on.
        let next = try required(try await harness.answer(id).mail)
        #expect(try harness.mail.sent.count == 2)
        #expect(next.to.address == "nadia@example.net" && next.cc.map(\.address) == ["friend@example.net"])
        #expect(next.inReplyTo == "b@example.net")
        #expect(next.references == ["out-\(sent.message)", "b@example.net"])
        #expect(next.quotation?.text == "thanks" && next.quotation?.author.name == "Nadia")
    }

    /// What brings no mail address as its own may bring one with its contact.
    @Test func theContactsAddressWillDo() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form(from: "token-7", email: "Nadia@Example.net")
        let mail = try required(try await harness.answer(id).mail)
        #expect(mail.to.address == "Nadia@Example.net")
        #expect(mail.quotation?.author.address == "Nadia@Example.net")
        let back = try await harness.place(.mail("ok", id: "b@example.net", subject: nil, token: mail.replyToken))
        #expect(back.conversation == id)
        #expect(try await harness.count("SELECT COUNT(*) FROM contacts") == 1)
    }

    @Test func withoutAnAddressTheAgentIsTold() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form(from: "token-7", email: nil)
        let error = await refusal { try await harness.reply(id, "hello") }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("no mail address of the customer is known") == true)
        #expect(error?.hint?.contains("sender.email") == true)
        #expect(try await harness.count("SELECT COUNT(*) FROM outbox") == 0)
    }

    @Test func nobodyWritesToOurselves() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form(from: "Billing+7@example.com", email: "billing+7@example.com")
        let error = await refusal { try await harness.reply(id, "hello") }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("is our own, of inbox “billing”") == true)
    }

    @Test func withoutASubjectItIsAboutTheirMessage() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form(subject: nil)
        let mail = try required(try await harness.answer(id).mail)
        #expect(mail.subject == "your message" && !mail.isNewSubject)
        let back = try await harness.place(
            .mail("ok", id: "b@example.net", subject: "Re: your message", token: mail.replyToken))
        #expect(back.conversation == id)
        #expect(try await harness.answer(id).mail?.subject == "Re: your message")
    }

    @Test func anotherSubjectBeginsAnotherConversation() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let token = try required(try await harness.answer(id).mail).replyToken
        let other = try await harness.place(
            .mail("cancel it", id: "b@example.net", subject: "My subscription", token: token))
        #expect(other.outcome == "linked_new_subject")
        #expect(try await harness.conversation(other.conversation).previous == id)
        #expect(try await harness.conversation(other.conversation).inbox == "mail")
    }

    @Test func aStrangerWithTheTokenTakesNoPart() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let token = try required(try await harness.answer(id).mail).replyToken
        let stranger = try await harness.place(
            .mail("me too", id: "x@example.org", from: "mallory@example.org", subject: "Re: Order 17", token: token))
        #expect(stranger.outcome == "linked_stranger")
        #expect(try await harness.conversation(stranger.conversation).contact != harness.conversation(id).contact)
    }

    /// An address that is somebody's already is not given to another contact.
    @Test func whoIsKnownByMailStaysWhoTheyAre() async throws {
        let harness = try await EngineHarness.withWebsite()
        let before = try await harness.place(.mail(id: "a@example.net", subject: "Earlier")).conversation
        let id = try await harness.form()
        let token = try required(try await harness.answer(id).mail).replyToken
        let back = try await harness.place(.mail("ok", id: "b@example.net", subject: "Re: Order 17", token: token))
        #expect(back == Placed(conversation: id, rule: "reply_token", outcome: "joined"))
        let contacts = try await harness.texts("SELECT channel || ' ' || contact_id FROM identities ORDER BY id")
        let (first, second) = (
            try await harness.conversation(before).contact, try await harness.conversation(id).contact
        )
        #expect(contacts == ["mail \(first)", "form \(second)"])
    }

    /// A provider that hands on mail has Message-IDs: the customer's program puts the answer where it belongs.
    @Test func anInboxOfARelayAnswersInItsThread() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.place(
            .mail("where?", id: "a@example.net", cc: ["ops@example.net"]), inbox: "website"
        ).conversation
        let sent = try await harness.answer(id)
        let mail = try required(sent.mail)
        #expect(try harness.mail.sent.count == 1)
        #expect(mail.inReplyTo == "a@example.net" && mail.references == ["a@example.net"])
        #expect(mail.cc.map(\.address) == ["ops@example.net"])
        // The answer comes by whichever way the domain's mail takes.
        let ours = "out-\(sent.message)"
        #expect(
            try await harness.place(.mail("1", id: "b@example.net", inReplyTo: [ours]), inbox: "website").conversation
                == id)
        #expect(try await harness.place(.mail("2", id: "c@example.net", inReplyTo: [ours])).conversation == id)
    }

    // MARK: - What comes back from machines

    private static func bounce(of original: String) -> NormalizedEvent {
        .mail(
            "Delivery failed", id: "bounce", from: "mailer-daemon@example.net", subject: "Undeliverable",
            automatic: true,
            bounce: BounceHints(
                originals: [original],
                recipients: [.init(address: "nadia@example.net", isPermanent: true, detail: "550 no such user")]))
    }

    @Test func aBounceFailsTheReplyAndTheClockRunsAgain() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let sent = try await harness.answer(id)
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        let placed = try await harness.place(Self.bounce(of: try harness.sentID(sent)))
        #expect(placed == Placed(conversation: id, rule: "bounce", outcome: "joined"))
        #expect(try await harness.state(sent.message.rawValue) == "failed provider_receipt")
        #expect(try await harness.clock(.firstResponse, id).state == .running)
        #expect(await refusal { try await harness.reply(id, "again") }?.message.contains("550 no such user") == true)
        let forced = ReplyRequest(text: "again", force: true)
        #expect(try await harness.answer(id, forced).mail?.to.address == "nadia@example.net")
    }

    @Test func anAbsenceNoteMovesNothing() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let sent = try await harness.answer(id, ReplyRequest(text: "done", then: .resolved))
        let note = try await harness.place(
            .mail(
                "away", id: "b@example.net", subject: "Automatic reply: Order 17",
                inReplyTo: [try harness.sentID(sent)], automatic: true))
        #expect(note.conversation == id)
        #expect(try await harness.conversation(id).status == .resolved)
        // It has our mail, so it is of the same person.
        #expect(try await harness.count("SELECT COUNT(*) FROM contacts") == 1)
    }

    // MARK: - Files

    @Test func filesAreAsTheMailTakesThem() async throws {
        let harness = try await EngineHarness.withWebsite(
            ChannelCapabilities(
                canSend: true, attachments: AttachmentLimits(count: 1, rules: [.init(type: "image/*", size: 9)])))
        let id = try await harness.form()
        let upload = Upload(name: "a.pdf", contentType: nil, length: nil) { try await $0([1, 2]) }
        let file = try await harness.desk.upload(upload, by: EngineHarness.ann)
        let request = ReplyRequest(
            text: "",
            attachments: [ReplyAttachment(upload: file.upload, name: "a.pdf", contentType: nil, contentID: nil)])
        let error = await refusal { try await harness.desk.reply(id, request, by: EngineHarness.admin) }
        #expect(error?.message.contains("channel “mail” does not carry “a.pdf”") == true)
        let picture = ReplyRequest(
            text: "",
            attachments: [ReplyAttachment(upload: file.upload, name: "a.png", contentType: nil, contentID: nil)])
        #expect(try await harness.answer(id, picture).attachments.map(\.name) == ["a.png"])
    }

    /// A customer's mail in a conversation of the form is read as mail.
    @Test func whatTheyAttachIsTakenOutOfTheirMail() async throws {
        let harness = try await EngineHarness.withWebsite()
        let id = try await harness.form()
        let token = try required(try await harness.answer(id).mail).replyToken
        try harness.mail.hold(Array("%PDF-1.7".utf8), as: "1.2")
        let answer = MessageEvent(
            id: "b@example.net", conversation: "b@example.net", sender: SenderInfo(id: "nadia@example.net"),
            sentAt: EngineHarness.start, text: "see", subject: "Re: Order 17",
            attachments: [InboxDomain.Attachment(kind: .file, name: "bill.pdf", ref: "1.2")],
            threading: ThreadingHints(messageID: "b@example.net", replyToken: token))
        let message = try required(try await harness.receive(.message(answer), inbox: "mail").message)
        #expect(try await harness.message(message.rawValue).conversation == id)
        try await harness.fetcher.fetchDue()
        #expect(try await harness.outcome(message) == "stored")
        #expect(try await harness.content(message) == Array("%PDF-1.7".utf8))
    }
}
