import ChannelKit
import ControlAPI
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// Replies that become several messages at the provider.
@Suite struct OutboxJournalTests {
    /// Notes `notes`, one after the other, and then comes to `outcome`.
    private func play(_ notes: SendProgress..., outcome: SendOutcome, on harness: EngineHarness) throws {
        try harness.chat.script(outcome)
        try harness.chat.whileSending { _, journal in
            for note in notes { try? await journal.note(note) }
        }
    }

    @Test func anotherAttemptKnowsHowFarTheLastOneGot() async throws {
        let harness = try await EngineHarness()
        let reply = try await harness.reply(try await harness.converse(), "long")
        let half = SendProgress(total: 3, sent: 2, ids: ["p1", "p2"])
        try play(SendProgress(total: 3, sent: 1, ids: ["p1"]), half, outcome: .failure(.transient), on: harness)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "queued E1")

        let restarted = try await harness.restarted()
        restarted.clock.advance(seconds: 5)
        let seen = Found()
        try restarted.chat.script(.sent(providerID: "p1"))
        try restarted.chat.whileSending { _, journal in await seen.set(try? await journal.progress) }
        try await restarted.services.sender.sendDue()
        #expect(await seen.progress == half)
        #expect(try await restarted.state(reply) == "sent")
        #expect(try await restarted.count("SELECT COUNT(*) FROM outbox WHERE progress IS NOT NULL") == 0)
        // A receipt of any part finds the message, and an echo of it is no new one.
        for (id, state) in [("p2", ReceiptEvent.State.delivered), ("p1", .read)] {
            try await restarted.receive(.receipt(id, state))
            #expect(try await restarted.state(reply) == state.rawValue)
        }
        #expect(try await restarted.receive(.echo("long", id: "p2")).state == .duplicate)
    }

    @Test func aReceiptMayOvertakeANote() async throws {
        let harness = try await EngineHarness()
        let reply = try await harness.reply(try await harness.converse(), "long")
        try harness.chat.script(.sent(providerID: "p1"))
        try harness.chat.whileSending { [harness] _, journal in
            _ = try? await harness.receive(.receipt("p2", .delivered))
            try? await journal.note(SendProgress(total: 2, sent: 2, ids: ["p1", "p2"]))
        }
        try await harness.services.sender.sendDue()
        #expect(try await harness.count("SELECT COUNT(*) FROM waiting_effects") == 0)
        #expect(try await harness.state(reply) == "sent")
    }

    @Test func aReceiptOfOnePartDoesNotEndTheRest() async throws {
        let harness = try await EngineHarness()
        let reply = try await harness.reply(try await harness.converse(), "long")
        try play(SendProgress(total: 2, sent: 1, ids: ["p1"]), outcome: .failure(.transient), on: harness)
        try await harness.services.sender.sendDue()
        try await harness.receive(.receipt("p1", .delivered))
        try await harness.receive(.receipt("p1", .read))
        #expect(try await harness.state(reply) == "queued E1")
        harness.clock.advance(seconds: 5)
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "sent")
    }

    @Test(arguments: [
        (SendProgress(total: 2, sent: 2, ids: ["p1", "p2"]), "sent"),
        (SendProgress(total: 2, sent: 1, ids: ["p1"]), "maybe_sent interrupted"),
        (SendProgress(total: 1, isHarmless: true), "queued interrupted"),
        (SendProgress(total: 2, sent: 1, ids: ["p1"], isHarmless: true), "queued interrupted"),
    ])
    func aCrashIsJudgedByTheLastNote(progress: SendProgress, state: String) async throws {
        let before = try await EngineHarness()
        let reply = try await before.reply(try await before.converse(), "half way")
        try await before.engine.write(.work) {
            _ = try Outbox($0).claim(notAfter: EngineHarness.start, limit: 1, except: [])
            try Outbox($0).setProgress(progress.json, of: MessageID(reply))
        }
        let harness = try await before.restarted()
        await harness.services.sender.recover()
        #expect(try await harness.state(reply) == state)
        let kept = try await harness.count("SELECT COUNT(*) FROM outbox WHERE progress IS NOT NULL")
        #expect(kept == (state.hasPrefix("queued") ? 1 : 0))
    }
}

private actor Found {
    private(set) var progress: SendProgress?

    func set(_ progress: SendProgress?) {
        self.progress = progress
    }
}
