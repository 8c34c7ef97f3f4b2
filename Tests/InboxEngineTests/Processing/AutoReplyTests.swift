import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore
import Testing

@testable import InboxEngine

@Suite struct AutoReplyTests {
    private func harness(_ brakes: [EmailRules.Brake]? = nil) async throws -> EngineHarness {
        try await EngineHarness {
            $0.autoReplies = ["ack": AutoReplyTemplate(subject: "Received: {subject}", text: "Hello {name}, #{number}")]
            $0.routes.settings.autoReply = .template("ack")
            if let brakes { $0.email.brakes = brakes }
        }
    }

    private func acknowledged(_ harness: EngineHarness) async throws -> Int {
        try await harness.count("SELECT COUNT(*) FROM messages WHERE author = 'auto-reply'")
    }

    @Test func itGoesOutOnceAConversationAndStopsNoClock() async throws {
        let harness = try await self.harness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        _ = try await harness.place(.mail("more", id: "b@example.net", inReplyTo: ["a@example.net"]))
        try await harness.services.sender.sendDue()
        let adapter = try required(harness.adapters["mail"])
        let sent = try required(adapter.sent.first)
        #expect(adapter.sent.count == 1)
        #expect(sent.text == "Hello nadia@example.net, #\(id)")
        #expect(sent.mail?.isAutomatic == true)
        #expect(sent.mail?.subject == "Received: Where is my parcel?")
        #expect(sent.mail?.inReplyTo == "a@example.net")
        #expect(sent.mail?.quotation == nil)
        #expect(try await harness.clock(.firstResponse, id).state == .running)
        #expect(try await harness.conversation(id).firstRespondedAt == nil)
    }

    @Test func machinesAndOurselvesGetNone() async throws {
        let harness = try await self.harness()
        _ = try await harness.place(.mail(id: "a@example.net", automatic: true))
        let own = try await harness.place(.mail(id: "b@example.net", from: "billing+x@example.com")).conversation
        #expect(try await acknowledged(harness) == 0)
        #expect(try await harness.last(.autoReplyHeld, own).data?.contains("our own addresses") == true)
    }

    @Test func anEchoGetsNone() async throws {
        let harness = try await self.harness()
        _ = try await harness.receive(.echo("hi", id: "e1"))
        #expect(try await acknowledged(harness) == 0)
    }

    @Test func aFailedOneRearmsNothing() async throws {
        let harness = try await self.harness()
        let id = try await harness.place(.mail(id: "a@example.net")).conversation
        let before = try await harness.clocks(id)
        try required(harness.adapters["mail"]).script(.failure(.permanent))
        try await harness.services.sender.sendDue()
        #expect(try await harness.types(id).contains("message.failed"))
        #expect(try await harness.clocks(id) == before)
    }

    @Test func theBrakesHoldItBack() async throws {
        let harness = try await self.harness([
            EmailRules.Brake(seconds: 60, count: 2), EmailRules.Brake(seconds: 600, count: 3),
        ])
        // A machine whose headers say nothing: each of its answers begins a conversation.
        for number in 0..<4 { _ = try await harness.place(.mail(id: "a\(number)", from: "robot@example.org")) }
        #expect(try await acknowledged(harness) == 2)
        _ = try await harness.place(.mail(id: "other", from: "else@example.org"))
        #expect(try await acknowledged(harness) == 3)
        harness.clock.advance(seconds: 61)
        for number in 4..<8 { _ = try await harness.place(.mail(id: "a\(number)", from: "Robot@example.org")) }
        #expect(try await acknowledged(harness) == 4)
        harness.clock.advance(seconds: 601)
        let id = try await harness.place(.mail(id: "a9", from: "robot@example.org")).conversation
        #expect(try await acknowledged(harness) == 5)
        #expect(try await harness.types(id).contains("message.queued"))
        // What lies behind the widest window is forgotten.
        #expect(
            try await harness.count(
                "SELECT COUNT(*) FROM automatic_sends WHERE address = 'robot@example.org'") == 1)
    }

    @Test func thereAreFiveWindows() {
        #expect(
            EmailRules().brakes.map { [$0.seconds / 60, Int64($0.count)] } == [
                [10, 10], [30, 15], [60, 25], [180, 50], [600, 100],
            ])
    }

    @Test(arguments: [
        ("{a}", "1"), ("x{a}y{b}", "x1y2"), ("{c}", "{c}"), ("{a", "{a"), ("{{a}}", "{1}"), ("}{", "}{"), ("", ""),
    ])
    func fillsIn(template: String, text: String) {
        #expect(AutoReplier.fill(template, ["a": "1", "b": "2"]) == text)
    }
}
