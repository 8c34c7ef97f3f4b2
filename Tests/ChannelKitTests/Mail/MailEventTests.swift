import InboxDomain
import Testing

@testable import ChannelKit

@Suite struct MailEventTests {
    private static let mail = Array("From: joe@example.com\r\nSubject: Hello\r\n\r\nHi\r\n".utf8)

    private func event(sender: String, recipients: [String]) -> MailEvent {
        MailEvent(
            Self.mail, envelope: .init(sender: sender, recipients: recipients), addresses: recipients,
            receivedAt: Instant(milliseconds: 1_772_442_000_000))
    }

    @Test func whatIsStoredIsWhatWasUnderstood() throws {
        let long = "su" + String(repeating: "=", count: 2000) + "pport@example.org"
        let event = NormalizedEvent.message(event(sender: "joe@example.com", recipients: [long]).message)
        let again = try NormalizedEvent(json: event.json, receivedAt: Instant(milliseconds: 1_772_442_000_000))
        #expect(again == event)
    }

    @Test func whatCanBeNoAddressIsLeftOut() {
        let message = event(
            sender: "joe@example.com", recipients: ["", "x", "a\r\nb@example.org", "support@example.org"]
        ).message
        #expect(message.to == "support@example.org")
    }

    @Test func aSenderWritesNoFields() {
        let message = event(sender: "joe@example.com>\r\nX-Evil: 1\r\nY: <", recipients: []).message
        #expect(message.headers["x-evil"] == nil)
        #expect(message.headers["return-path"] == "<>")
    }

    @Test func aSenderOfThisMachineIsNoNullPath() {
        #expect(event(sender: "root", recipients: []).message.headers["return-path"] == "<root>")
    }
}
