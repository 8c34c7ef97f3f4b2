import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct DeskReplyTests {
    @Test(arguments: [
        (ChannelCapabilities.TextLimit.Unit.chars, "äöü👋", 4), (.bytes, "äöü👋", 10), (.utf16, "äöü👋", 5),
    ])
    func theTextLimitCountsInItsUnit(
        unit: ChannelCapabilities.TextLimit.Unit, text: String, length: Int
    ) async throws {
        for limit in [length - 1, length] {
            let harness = try await EngineHarness(
                capabilities: ChannelCapabilities(canSend: true, textLimit: .init(unit: unit, count: limit)))
            let id = try await harness.converse()
            let error = await refusal { try await harness.reply(id, text) }
            #expect((error == nil) == (limit == length))
            if let error {
                #expect(error.code == .conflict)
                #expect(error.message.contains("\(length) \(unit.rawValue)"))
                #expect(try await harness.count("SELECT COUNT(*) FROM outbox") == 0)
            }
        }
    }

    @Test func theReplyWindowEndsWithItsLastInstant() async throws {
        let harness = try await EngineHarness(
            capabilities: ChannelCapabilities(canSend: true, replyWindow: 86_400))
        let id = try await harness.converse()
        harness.clock.advance(seconds: 86_400)
        #expect(await refusal { try await harness.reply(id, "just in time") } == nil)
        harness.clock.advance(to: harness.clock.now().adding(milliseconds: 1))
        let error = await refusal { try await harness.reply(id, "too late") }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("24 h") == true)
    }

    @Test func aChannelThatCannotSendTakesNoReply() async throws {
        let harness = try await EngineHarness(capabilities: ChannelCapabilities(canSend: false))
        let id = try await harness.converse()
        #expect(await refusal { try await harness.reply(id, "hello") }?.code == .conflict)
        harness.reload { $0.inboxes["chat"] = nil }
        #expect(await refusal { try await harness.reply(id, "hello") }?.message.contains("configuration") == true)
    }

    @Test func anEmptyOrEndlessReplyIsRefused() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        #expect(await refusal { try await harness.reply(id, "") }?.code == .invalid)
        let long = String(repeating: "x", count: 1 << 20)
        #expect(await refusal { try await harness.reply(id, long + "x") }?.code == .invalid)
        #expect(await refusal { try await harness.reply(id, long) } == nil)
    }

    @Test func onlyAnOperatorWritesInAnothersName() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let desk = harness.desk
        let own = try await desk.reply(id, ReplyRequest(text: "1", asAgent: "ann"), by: EngineHarness.ann)
        #expect(try await harness.message(own.message).author == "ann")
        let other = await refusal {
            try await desk.reply(id, ReplyRequest(text: "2", asAgent: "bob"), by: EngineHarness.ann)
        }
        #expect(other?.code == .refused)
        let asBob = try await desk.reply(id, ReplyRequest(text: "3", asAgent: "bob"), by: EngineHarness.admin)
        #expect(try await harness.message(asBob.message).author == "bob")
        let unknown = await refusal {
            try await desk.reply(id, ReplyRequest(text: "4", asAgent: "bobb"), by: EngineHarness.admin)
        }
        #expect(unknown?.hint == "did you mean “bob”?")
    }

    @Test func whatComesAfterTheReplyIsPartOfIt() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        try await harness.reply(id, "one moment")
        #expect(try await harness.conversation(id).status == .open)
        try await harness.reply(id, "which one?", then: .pending)
        #expect(try await harness.conversation(id).status == .pending)
        try await harness.reply(id, "done", then: .resolved)
        #expect(try await harness.conversation(id).status == .resolved)
        // The last word may come after; it makes no new work.
        try await harness.reply(id, "by the way")
        #expect(try await harness.conversation(id).status == .resolved)
        #expect(await refusal { try await harness.reply(id, "no", then: .pending) }?.code == .conflict)
        #expect(try await harness.conversation(id).messageCount == 5)
        #expect(try await harness.conversation(id).firstRespondedAt == EngineHarness.start)
    }
}
