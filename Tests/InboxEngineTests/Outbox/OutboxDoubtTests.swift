import ChannelKit
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// Messages that the provider may have, though no answer said so, of a channel whose key holds for five minutes.
@Suite struct OutboxDoubtTests {
    private static let lost = SendOutcome.failed(
        SendFailure(.transient, code: "answer_lost", detail: "told to", mayHaveArrived: true))

    private static func harness() async throws -> EngineHarness {
        try await EngineHarness(
            capabilities: ChannelCapabilities(canSend: true, idempotency: .within(seconds: 300)))
    }

    /// Sends at the end of a pause, which the provider asked for.
    private func sendAfterPause(seconds: Int64, on harness: EngineHarness) async throws {
        harness.clock.advance(seconds: seconds)
        try await harness.services.sender.sendDue()
    }

    @Test func isRepeatedWhileTheKeyHolds() async throws {
        let harness = try await Self.harness()
        try harness.chat.script(Self.lost)
        let reply = try await harness.reply(try await harness.converse(), "perhaps")
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "queued answer_lost")
        try await sendAfterPause(seconds: 300, on: harness)
        #expect(try await harness.state(reply) == "sent")
        #expect(try harness.chat.sentTexts == ["perhaps", "perhaps"])
        #expect(try await harness.count("SELECT COUNT(*) FROM outbox WHERE unsure_since IS NOT NULL") == 0)
    }

    /// Also where the later attempts are known to have brought nothing.
    @Test func isNotRepeatedAfterwards() async throws {
        let harness = try await Self.harness()
        let until = EngineHarness.start.adding(seconds: 301)
        try harness.chat.script(Self.lost, .failure(.transient), .failure(.rateLimited(until: until)))
        let reply = try await harness.reply(try await harness.converse(), "perhaps")
        try await harness.services.sender.sendDue()
        for _ in 0..<2 {
            harness.clock.advance(to: try await harness.nextAttempt(reply))
            try await harness.services.sender.sendDue()
        }
        #expect(try await harness.nextAttempt(reply) == until)
        harness.clock.advance(to: until)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "maybe_sent key_expired")
        #expect(try harness.chat.sent.count == 3)
    }

    @Test func whatCertainlyFailedIsNoDoubt() async throws {
        let harness = try await Self.harness()
        try harness.chat.script(.failure(.rateLimited(until: EngineHarness.start.adding(seconds: 1000))))
        let reply = try await harness.reply(try await harness.converse(), "late")
        try await harness.services.sender.sendDue()
        try await sendAfterPause(seconds: 1000, on: harness)
        #expect(try await harness.state(reply) == "sent")
    }

    /// A crash keeps the doubt of the attempts before it.
    @Test func aCrashCountsFromTheFirstDoubt() async throws {
        let before = try await Self.harness()
        try before.chat.script(Self.lost)
        let reply = try await before.reply(try await before.converse(), "perhaps")
        try await before.services.sender.sendDue()
        before.clock.advance(seconds: 200)
        try await before.engine.write(.work) {
            _ = try Outbox($0).claim(notAfter: EngineHarness.start.adding(seconds: 200), limit: 1, except: [])
        }
        let harness = try await before.restarted()
        harness.clock.advance(seconds: 101)
        await harness.services.sender.recover()
        #expect(try await harness.state(reply) == "maybe_sent interrupted")
    }

    @Test func aPartThatIsOutEndsTheDoubtAboutIt() async throws {
        let harness = try await Self.harness()
        try harness.chat.script(Self.lost)
        let reply = try await harness.reply(try await harness.converse(), "long")
        try await harness.services.sender.sendDue()
        harness.clock.advance(to: try await harness.nextAttempt(reply))
        try harness.chat.script(.failure(.rateLimited(until: EngineHarness.start.adding(seconds: 1000))))
        try harness.chat.whileSending { _, journal in
            try? await journal.note(SendProgress(total: 2, sent: 1, ids: ["p1"]))
        }
        try await harness.services.sender.sendDue()
        try await sendAfterPause(seconds: 995, on: harness)
        #expect(try await harness.state(reply) == "sent")
    }

    @Test func whatIsRefusedInDoubtHasNotFailed() async throws {
        let harness = try await Self.harness()
        try harness.chat.script(Self.lost, .failure(.permanent, "E2"))
        let reply = try await harness.reply(try await harness.converse(), "perhaps")
        try await harness.services.sender.sendDue()
        try await sendAfterPause(seconds: 60, on: harness)
        #expect(try await harness.state(reply) == "maybe_sent E2")
    }

    @Test func whatIsGivenUpInDoubtHasNotFailed() async throws {
        let harness = try await EngineHarness(
            capabilities: ChannelCapabilities(canSend: true, idempotency: .always)
        ) { $0.outbox.lifetime = 60 }
        let reply = try await harness.reply(try await harness.converse(), "perhaps")
        try harness.chat.script(Self.lost, .failure(.transient))
        try await harness.services.sender.sendDue()
        try await sendAfterPause(seconds: 60, on: harness)
        #expect(try await harness.state(reply) == "maybe_sent E1")
    }
}
