import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// Automatic replies to what cannot be answered where it came from.
@Suite struct ReplyViaAcknowledgementTests {
    private func harness(subject: String? = nil, _ brakes: [EmailRules.Brake]? = nil) async throws -> EngineHarness {
        try await EngineHarness.withWebsite {
            $0.autoReplies = ["ack": AutoReplyTemplate(subject: subject, text: "Hello {name}, #{number}")]
            $0.routes.settings.autoReply = .template("ack")
            if let brakes { $0.email.brakes = brakes }
        }
    }

    private func acknowledged(_ harness: EngineHarness) async throws -> Int {
        try await harness.count("SELECT COUNT(*) FROM messages WHERE author = 'auto-reply'")
    }

    @Test(arguments: [nil, "We have it"]) func aFormIsAcknowledgedByMail(subject: String?) async throws {
        let harness = try await self.harness(subject: subject)
        let id = try await harness.form(from: "token-7", email: "nadia@example.net")
        try await harness.services.sender.sendDue()
        let sent = try required(try harness.mail.sent.first)
        let mail = try required(sent.mail)
        #expect(sent.text == "Hello Nadia, #\(id)" && sent.replyTo == nil)
        #expect(mail.to == MailParty(address: "nadia@example.net", name: "Nadia"))
        #expect(mail.isAutomatic && mail.quotation == nil && mail.inReplyTo == nil)
        #expect(mail.subject == subject ?? "Order 17" && mail.isNewSubject == (subject != nil))
        #expect(try await harness.clock(.firstResponse, id).state == .running)
        // What the customer answers to it belongs to the form.
        let back = try await harness.place(
            .mail("one more thing", id: "b@example.net", subject: "Re: \(mail.subject)", token: mail.replyToken))
        #expect(back == Placed(conversation: id, rule: "reply_token", outcome: "joined"))
        try await harness.services.sender.sendDue()
        #expect(try await acknowledged(harness) == 1)
    }

    @Test func machinesOurselvesAndTheUnknownGetNone() async throws {
        let harness = try await self.harness()
        _ = try await harness.form(id: "f1", automatic: true)
        let own = try await harness.form(id: "f2", from: "support@example.com", email: "support@example.com")
        let unknown = try await harness.form(id: "f3", from: "token-7", email: nil)
        #expect(try await acknowledged(harness) == 0)
        #expect(try await harness.last(.autoReplyHeld, own).data?.contains("our own addresses") == true)
        #expect(try await harness.last(.autoReplyHeld, unknown).data?.contains("no mail address of the sender") == true)
    }

    /// Anybody can write another's address into a form: the brakes are for the address, whatever the way.
    @Test func theBrakesCountFormsAndMailTogether() async throws {
        let harness = try await self.harness([EmailRules.Brake(seconds: 600, count: 3)])
        for number in 0..<3 { _ = try await harness.form("\(number)", id: "f\(number)") }
        let held = try await harness.form("4", id: "f4", from: "NADIA@example.net", email: "NADIA@example.net")
        let mail = try await harness.place(.mail(id: "a@example.net")).conversation
        #expect(try await acknowledged(harness) == 3)
        for id in [held, mail] {
            #expect(try await harness.last(.autoReplyHeld, id).data?.contains("3 automatic messages") == true)
        }
    }
}
