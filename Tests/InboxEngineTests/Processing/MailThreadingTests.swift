import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct MailThreadingTests {
    @Test func aReplyTokenFindsItsConversation() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        #expect(first.rule == "none" && first.outcome == "new")
        let token = try required(try await harness.answer(first.conversation).mail).replyToken
        // The client lost every header that could help.
        let second = try await harness.place(.mail("more", id: "b@example.net", token: token))
        #expect(second == Placed(conversation: first.conversation, rule: "reply_token", outcome: "joined"))
    }

    @Test(arguments: ["r1.aaaaaaaaaaaaaaaa", "r1", "r999.aaaaaaaaaaaaaaaa", "r1.AAAAAAAAAAAAAAAB"])
    func aForgedTokenFindsNothing(token: String) async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let second = try await harness.place(.mail("more", id: "b@example.net", token: token))
        #expect(second.outcome == "new")
        #expect(second.conversation != first.conversation)
    }

    @Test func ourOwnMessageIDFindsItsConversationWhateverItsDomain() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let stem = try required(try await harness.answer(first.conversation).mail).messageIDStem
        let second = try await harness.place(
            .mail("more", id: "b@example.net", inReplyTo: ["\(stem)@moved.example"], references: ["a@example.net"]))
        #expect(second == Placed(conversation: first.conversation, rule: "own_message_id", outcome: "joined"))
    }

    @Test func anotherMailOfTheInboxFindsItsConversation() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let second = try await harness.place(.mail("more", id: "b@example.net", references: ["x@y", "a@example.net"]))
        #expect(second == Placed(conversation: first.conversation, rule: "message_id", outcome: "joined"))
        #expect(try await harness.conversation(first.conversation).messageCount == 2)
    }

    @Test func anIDOfAnotherInboxFindsNothing() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let second = try await harness.place(
            .mail("more", id: "b@example.net", inReplyTo: ["a@example.net"]), inbox: "billing")
        #expect(second.outcome == "new")
        #expect(second.conversation != first.conversation)
    }

    /// A domain beyond ASCII has two forms, and programs write either.
    @Test func aCopyUnderTheOtherFormOfItsDomainTakesPart() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net", cc: ["jo@bücher.example"]))
        let second = try await harness.place(
            .mail("me too", id: "b@example.net", from: "jo@xn--bcher-kva.example", inReplyTo: ["a@example.net"]))
        #expect(second == Placed(conversation: first.conversation, rule: "message_id", outcome: "joined"))
    }

    @Test func theNewestIDGoesFirst() async throws {
        let harness = try await EngineHarness()
        let old = try await harness.place(.mail(id: "a@example.net"))
        let new = try await harness.place(.mail("again", id: "b@example.net"))
        #expect(old.conversation != new.conversation)
        let third = try await harness.place(
            .mail("more", id: "c@example.net", references: ["a@example.net", "b@example.net"]))
        #expect(third.conversation == new.conversation)
    }

    @Test func aTagInTheSubjectIsForParticipantsOnly() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let tagged = "Something else [#\(first.conversation)]"
        let second = try await harness.place(.mail("more", id: "b@example.net", subject: tagged))
        #expect(second == Placed(conversation: first.conversation, rule: "subject_tag", outcome: "joined"))
        let stranger = try await harness.place(
            .mail("mine", id: "c@example.org", from: "eve@example.org", subject: tagged))
        #expect(stranger.outcome == "new")
        // Anybody can write a number: it must not even link.
        #expect(try await harness.conversation(stranger.conversation).previous == nil)
    }

    @Test func aStrangerGetsALinkedConversationAndKeepsIt() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let reply = try await harness.answer(first.conversation)
        let token = try required(reply.mail).replyToken
        let sentID = try harness.sentID(reply)
        let stranger = try await harness.place(
            .mail("let me in", id: "b@example.org", from: "eve@example.org", inReplyTo: [sentID], token: token))
        #expect(stranger.outcome == "linked_stranger")
        #expect(stranger.conversation != first.conversation)
        #expect(try await harness.conversation(stranger.conversation).previous == first.conversation)
        #expect(try await harness.conversation(first.conversation).messageCount == 2)
        let again = try await harness.place(
            .mail("hello?", id: "c@example.org", from: "eve@example.org", inReplyTo: [sentID]))
        #expect(again.conversation == stranger.conversation)
        #expect(again.outcome == "joined")
    }

    @Test func somebodyInCopyJoins() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net", cc: ["Boss@Example.net"]))
        let second = try await harness.place(
            .mail("me too", id: "b@example.net", from: "boss@example.net", inReplyTo: ["a@example.net"]))
        #expect(second.conversation == first.conversation)
        #expect(second.outcome == "joined")
        // The answer goes to who wrote last, and keeps the other in copy; our own address is nobody's copy.
        let mail = try required(try await harness.answer(first.conversation).mail)
        #expect(mail.to.address == "boss@example.net")
        #expect(mail.cc.map(\.address) == ["nadia@example.net"])
    }

    @Test func theSameMailToTwoInboxesIsOneConversation() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let copy = try await harness.receive(.mail(id: "a@example.net"), inbox: "billing")
        #expect(copy.state == .duplicate)
        #expect(copy.conversation == first.conversation)
        let explanation = try await harness.desk.threadExplanation(copy.id)
        #expect(explanation.decisions.map(\.rule) == ["same_mail"])
        #expect(try await harness.conversation(first.conversation).messageCount == 1)
        let detail = try await harness.desk.conversation(first.conversation, page: PageRequest())
        #expect(detail.mail?.inboxes == ["billing"])
        // What answers it through the other inbox finds it too.
        let second = try await harness.place(
            .mail("more", id: "b@example.net", inReplyTo: ["a@example.net"]), inbox: "billing")
        #expect(second.conversation == first.conversation)
    }

    @Test(arguments: [("another text", "nadia@example.net"), ("hello", "eve@example.org")])
    func aBorrowedMessageIDHidesNoMail(text: String, from: String) async throws {
        let harness = try await EngineHarness()
        _ = try await harness.place(.mail(id: "a@example.net"))
        let record = try await harness.receive(.mail(text, id: "a@example.net", from: from), inbox: "billing")
        #expect(record.state == .processed)
    }

    @Test func ourOwnMailComeBackIsNoMessage() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let sentID = try harness.sentID(try await harness.answer(first.conversation))
        let record = try await harness.receive(.mail("soon", id: sentID, from: "list@example.org"), inbox: "mail")
        #expect(record.state == .duplicate)
        #expect(record.conversation == first.conversation)
    }

    @Test func aNewSubjectOnAnOldThreadBeginsALinkedConversation() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        let second = try await harness.place(
            .mail("new", id: "b@example.net", subject: "Please cancel", inReplyTo: ["a@example.net"]))
        #expect(second.outcome == "linked_new_subject")
        #expect(try await harness.conversation(second.conversation).previous == first.conversation)
        // It goes on there, whichever of the two is answered.
        let third = try await harness.place(
            .mail("now", id: "c@example.net", subject: "AW: Please cancel", inReplyTo: ["a@example.net"]))
        #expect(third.conversation == second.conversation)
        let fourth = try await harness.place(
            .mail("?", id: "d@example.net", subject: "RE[2]: where is my parcel", inReplyTo: ["a@example.net"]))
        #expect(fourth.conversation == first.conversation)
    }

    @Test func aClosedConversationIsFollowed() async throws {
        let harness = try await EngineHarness()
        let first = try await harness.place(.mail(id: "a@example.net"))
        _ = try await harness.desk.resolve(first.conversation, by: EngineHarness.admin)
        harness.clock.advance(seconds: 86_401)
        let second = try await harness.place(.mail("more", id: "b@example.net", inReplyTo: ["a@example.net"]))
        #expect(second.outcome == "linked_closed")
        #expect(try await harness.conversation(second.conversation).previous == first.conversation)
    }

    @Test func replayingChangesNothing() async throws {
        let harness = try await EngineHarness()
        let record = try await harness.receive(.mail(id: "a@example.net", cc: ["b@example.net"]), inbox: "mail")
        let before = try await harness.effects()
        try await harness.replay(record.id)
        #expect(try await harness.effects() == before)
        #expect(try await harness.delivery(record.id).state == .duplicate)
    }

    @Test func aThreadKeyNeedsNoRule() async throws {
        let harness = try await EngineHarness()
        let record = try await harness.receive(.hello(id: "m1", thread: "t7"))
        let decisions = try await harness.desk.threadExplanation(record.id).decisions
        #expect(decisions.map(\.rule) == ["thread_key"])
        #expect(decisions.first?.steps == ["the channel's own key of the thread is “t7”"])
    }

    @Test func aConfiguredKeySignsInPlaceOfAMadeOne() async throws {
        let harness = try await EngineHarness {
            $0.email.tokenKey = Secret("0123456789abcdef0123456789abcdef")
        }
        let first = try await harness.place(.mail(id: "a@example.net"))
        let token = try required(try await harness.answer(first.conversation).mail).replyToken
        let tokens = MailTokens(key: Array("0123456789abcdef0123456789abcdef".utf8))
        #expect(tokens.conversation(ofReplyToken: token) == first.conversation)
        #expect(try await harness.count("SELECT COUNT(*) FROM generated_keys") == 0)
    }
}
