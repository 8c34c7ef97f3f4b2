import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// What happens to messages after, or before, they are there.
@Suite struct MessageEffectTests {
    private static let effects: [NormalizedEvent] = [
        .edit("m1", "better"), .delete("m1"), .reaction("m1", "👍"), .reaction("m1", "👍", removed: true),
        .receipt("m1", .read),
    ]

    @Test(arguments: effects) func anEffectIsRecordedOnce(_ effect: NormalizedEvent) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        let first = try await harness.receive(effect)
        #expect(first.state == .processed)
        #expect(first.message == MessageID(1))
        let after = try await harness.effects()
        #expect(try await harness.receive(effect).state == .duplicate)
        try await harness.replay(first.id)
        #expect(try await harness.effects() == after)
        #expect(try await harness.history(id).filter { $0.message != nil }.count == 2)
    }

    @Test(arguments: effects) func anEffectWaitsForItsMessage(_ effect: NormalizedEvent) async throws {
        let late = try await EngineHarness()
        #expect(try await late.receive(effect).state == .processed)
        #expect(try await late.count("SELECT COUNT(*) FROM waiting_effects") == 1)
        #expect(try await late.receive(effect).state == .duplicate)
        let id = try await late.converse(id: "m1")
        #expect(try await late.count("SELECT COUNT(*) FROM waiting_effects") == 0)

        let timely = try await EngineHarness()
        _ = try await timely.converse(id: "m1")
        try await timely.receive(effect)
        let expected = try await timely.history(id).map { [$0.type, $0.actor ?? "", $0.data ?? ""] }
        let found = try await late.history(id).map { [$0.type, $0.actor ?? "", $0.data ?? ""] }
        #expect(found.last == expected.last)
        #expect(found.map(\.[0]).sorted() == expected.map(\.[0]).sorted())
    }

    @Test func effectsApplyInTheOrderInWhichTheyCame() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(.edit("m1", "one"), .edit("m1", "two"))
        try await harness.receive(.delete("m1"))
        let id = try await harness.converse(id: "m1")
        let after = try await harness.types(id).drop { $0 != "message.edited" }
        #expect(after.filter { $0 != "message.received" } == ["message.edited", "message.edited", "message.deleted"])
    }

    @Test func anEchoIsAnAnswerOfOurs() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        harness.clock.advance(seconds: 60)
        let record = try await harness.receive(.echo("from the phone", id: "e1"))
        #expect(record.conversation == id)
        let message = try await harness.message(try required(record.message).rawValue)
        #expect(message.direction == .outbound)
        #expect(message.author == "our-phone")
        #expect(try await harness.clock(.firstResponse, id).state == .met)
        #expect(try await harness.conversation(id).waitingSince == nil)
        #expect(try await harness.conversation(id).firstRespondedAt == harness.clock.now())
        #expect(try await harness.receive(.echo("from the phone", id: "e1")).state == .duplicate)
    }

    @Test func anEchoCanBeginAConversation() async throws {
        let harness = try await EngineHarness()
        let record = try await harness.receive(.echo("good morning", id: "e1", to: "u9"))
        let conversation = try await harness.conversation(try required(record.conversation))
        #expect(conversation.address == "u9")
        #expect(conversation.waitingSince == nil)
        #expect(try await harness.receive(.hello(id: "m1", from: "u9")).conversation == conversation.id)
    }

    @Test func anEchoOfWhatWeSentIsNoSecondMessage() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(id: "m1")
        let reply = try await harness.reply(id, "ours")
        _ = try await harness.services.sender.sendDue()
        let record = try await harness.receive(.echo("ours", id: "out-\(reply)"))
        #expect(record.state == .duplicate)
        #expect(record.message == MessageID(reply))
    }

    @Test func aContactThatBlocksUsIsMarkedOnce() async throws {
        let harness = try await EngineHarness()
        let blocked = try await harness.receive(.contact(.blocked))
        #expect(blocked.state == .processed)
        #expect(try await harness.count("SELECT COUNT(*) FROM contacts WHERE blocked_at IS NOT NULL") == 1)
        let joined = try await harness.receive(.contact(.joined, name: "Una"))
        #expect(joined.state == .processed)
        #expect(try await harness.texts("SELECT name FROM contacts WHERE blocked_at IS NULL") == ["Una"])
        // What has been superseded does not come back with a replay.
        let before = try await harness.effects()
        try await harness.replay(blocked.id)
        #expect(try await harness.effects() == before)
    }

    @Test func aContactKeepsWhatALaterMessageLeavesOut() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(.hello(id: "m1", name: "Una"))
        try await harness.receive(.hello(id: "m2"))
        #expect(try await harness.texts("SELECT name FROM contacts") == ["Una"])
        try await harness.receive(.hello(id: "m3", name: "Una B."))
        #expect(try await harness.texts("SELECT name FROM contacts") == ["Una B."])
    }
}
