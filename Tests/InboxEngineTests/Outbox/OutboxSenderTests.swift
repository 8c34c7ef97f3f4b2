import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct OutboxSenderTests {
    @Test func aReplyIsSentWithWhatTheProviderNeeds() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse(thread: "chat-7", from: "u7")
        let reply = try await harness.reply(id, "Grüße")
        #expect(try await harness.services.sender.sendDue() == 1)
        let sent = try required(try harness.chat.sent.first)
        #expect(sent.threadKey == "chat-7")
        #expect(sent.recipient == "u7")
        #expect(sent.text == "Grüße")
        #expect(sent.lastInboundAt == EngineHarness.start)
        #expect(sent.lastInboundID == "m1")
        #expect(sent.idempotencyKey == "inboxd-chat-\(reply)")
        #expect(try await harness.state(reply) == "sent")
        #expect(try await harness.message(reply).providerID == "out-\(reply)")
        #expect(try await harness.services.sender.sendDue() == 0)
    }

    @Test func repliesKeepTheirOrderWithinAConversation() async throws {
        let harness = try await EngineHarness()
        let one = try await harness.converse(id: "m1", thread: "t1")
        let two = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        try harness.chat.script(.failure(.transient))
        let first = try await harness.reply(one, "first")
        try await harness.reply(one, "second")
        #expect(try await harness.services.sender.sendDue() == 1)
        try await harness.reply(two, "elsewhere")
        // The first waits for its next attempt, and holds up its own conversation alone.
        #expect(try await harness.services.sender.sendDue() == 1)
        #expect(try harness.chat.sentTexts == ["first", "elsewhere"])
        #expect(try await harness.services.sender.nextLook() == harness.nextAttempt(first))
        harness.clock.advance(to: try await harness.nextAttempt(first))
        #expect(try await harness.services.sender.sendDue() == 1)
        #expect(try await harness.services.sender.sendDue() == 1)
        #expect(try harness.chat.sentTexts == ["first", "elsewhere", "first", "second"])
    }

    @Test func theBackoffDoublesUpToItsMaximumUntilTheLifetimeEnds() async throws {
        let harness = try await EngineHarness { $0.outbox.lifetime = 200 }
        let reply = try await harness.reply(try await harness.converse(), "again and again")
        var waits: [Int64] = []
        while try await harness.state(reply) != "failed E1" {
            try harness.chat.script(.failure(.transient))
            #expect(try await harness.services.sender.sendDue() == 1)
            guard try await harness.state(reply) == "queued E1" else { break }
            let next = try await harness.nextAttempt(reply)
            waits.append(next.milliseconds(since: harness.clock.now()) / 1000)
            harness.clock.advance(to: next)
        }
        // 5 + 10 + 20 + 40 + 60 + 60, and what is left of the 200 seconds.
        #expect(waits == [5, 10, 20, 40, 60, 60, 5])
        #expect(try await harness.state(reply) == "failed E1")
        #expect(Set(try harness.chat.sent.map(\.idempotencyKey)).count == 1)
    }

    @Test func aProvidersPauseHoldsItsWholeInbox() async throws {
        let harness = try await EngineHarness()
        let one = try await harness.converse(id: "m1", thread: "t1")
        let two = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        let mail = try await harness.converse(id: "m3", inbox: "mail")
        let until = EngineHarness.start.adding(seconds: 500)
        try harness.chat.script(.failure(.rateLimited(until: until)))
        let limited = try await harness.reply(one, "one")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.nextAttempt(limited) == until)
        let held = try await harness.reply(two, "two")
        try await harness.reply(mail, "by mail")
        #expect(try await harness.services.sender.sendDue() == 1)
        #expect(try harness.chat.sentTexts == ["one"])
        #expect(try await harness.state(held) == "queued")
        #expect(try await harness.services.sender.nextLook() == until)
        harness.clock.advance(to: until)
        #expect(try await harness.services.sender.sendDue() == 2)
    }

    @Test func aBacklogOfAPausedInboxHidesNobodyElse() async throws {
        let harness = try await EngineHarness()
        let mail = try await harness.converse(id: "mail", inbox: "mail")
        let paused = try await harness.converse(id: "m0", thread: "p0", from: "p0")
        let until = EngineHarness.start.adding(seconds: 500)
        try harness.chat.script(.failure(.rateLimited(until: until)))
        try await harness.reply(paused, "limited")
        _ = try await harness.services.sender.sendDue()
        try await harness.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)
            INSERT INTO outbox (id, conversation_id, inbox, state, attempts, queued_at, next_attempt_at)
            SELECT i, i, 'chat', 'queued', 0, 0, 0 FROM n
            """)
        let adapter = try required(harness.adapters["mail"])
        adapter.script(.failure(.transient))
        let reply = try await harness.reply(mail, "by mail")
        #expect(try await harness.services.sender.sendDue() == 1)
        // It is looked at again when the mail is due, not when the pause ends.
        #expect(try await harness.services.sender.nextLook() == harness.nextAttempt(reply))
    }

    @Test func aPermanentFailureIsFinal() async throws {
        let harness = try await EngineHarness()
        try harness.chat.script(.failure(.permanent, "131026"))
        let id = try await harness.converse()
        let reply = try await harness.reply(id, "no")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "failed 131026")
        harness.clock.advance(seconds: 86_400)
        #expect(try await harness.services.sender.sendDue() == 0)
        #expect(try await harness.last(.messageFailed, id).data?.contains("131026") == true)
    }

    @Test func whatMayHaveBeenSentIsNotSentAgain() async throws {
        let harness = try await EngineHarness()
        try harness.chat.script(.failure(.maybeSent, "timeout"))
        let id = try await harness.converse()
        let reply = try await harness.reply(id, "perhaps")
        let next = try await harness.reply(id, "next")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "maybe_sent timeout")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(next) == "sent")
        #expect(try harness.chat.sentTexts == ["perhaps", "next"])
        // Nobody knows that it failed: the clock stays met.
        #expect(try await harness.clock(.firstResponse, id).state == .met)
    }

    @Test func whatNeedsAnOperatorIsTriedAtTheSlowestPace() async throws {
        let harness = try await EngineHarness()
        try harness.chat.script(.failure(.needsOperator, "190"))
        let reply = try await harness.reply(try await harness.converse(), "token expired")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "queued 190")
        #expect(try await harness.nextAttempt(reply) == EngineHarness.start.adding(seconds: 60))
    }

    @Test func anInboxThatLeftTheConfigurationKeepsItsReplies() async throws {
        let harness = try await EngineHarness()
        let reply = try await harness.reply(try await harness.converse(), "wait for it")
        let inboxes = harness.graph.current.configuration.inboxes
        harness.reload { $0.inboxes["chat"] = nil }
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "queued unknown_inbox")
        harness.reload { $0.inboxes = inboxes }
        harness.clock.advance(seconds: 60)
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "sent")
    }

    @Test(arguments: [
        (SendIdempotency.none, 0, false), (.always, 3000, true), (.within(seconds: 300), 300, true),
        (.within(seconds: 300), 301, false),
    ])
    func whatACrashInterruptedIsSettled(
        _ idempotency: SendIdempotency, downFor seconds: Int64, isSentAgain: Bool
    ) async throws {
        let before = try await EngineHarness(
            capabilities: ChannelCapabilities(canSend: true, idempotency: idempotency))
        let reply = try await before.reply(try await before.converse(), "half way")
        // Claimed, durably, and then the process was gone.
        let claimed = try await before.engine.write(.work) {
            try Outbox($0).claim(notAfter: EngineHarness.start, limit: 1, except: [])
        }
        #expect(claimed.map(\.message.rawValue) == [reply])
        let harness = try await before.restarted()
        harness.clock.advance(seconds: seconds)
        #expect(try await harness.services.sender.sendDue() == 0)
        await harness.services.sender.recover()
        #expect(try await harness.state(reply) == (isSentAgain ? "queued interrupted" : "maybe_sent interrupted"))
    }

    @Test func receiptsMoveAReplyForwardOnly() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let reply = try await harness.reply(id, "seen?")
        _ = try await harness.services.sender.sendDue()
        try await harness.receive(.receipt("out-\(reply)", .read))
        #expect(try await harness.state(reply) == "read")
        try await harness.receive(.receipt("out-\(reply)", .delivered))
        try await harness.receive(.receipt("out-\(reply)", .sent))
        #expect(try await harness.state(reply) == "read")
    }

    @Test func aReceiptMayOvertakeTheProvidersAnswer() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        try harness.chat.whileSending { [harness] message in
            _ = try? await harness.receive(.receipt("out-\(message.message)", .delivered))
        }
        let reply = try await harness.reply(id, "quick")
        _ = try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply) == "delivered")
        #expect(try await harness.count("SELECT COUNT(*) FROM waiting_effects") == 0)
    }
}
