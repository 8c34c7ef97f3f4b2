import ChannelKit
import InboxDomain
import Testing

@testable import EmailChannel

@Suite struct EmailAdapterTests {
    private static let receivedAt = Instant(milliseconds: 1_790_000_000_000)

    private func adapter(_ settings: [String: SettingValue] = ["address": .text("support@example.com")]) throws
        -> any ChannelAdapter
    {
        try EmailChannelFactory().makeAdapter(
            for: InboxDefinition(name: "support", channel: "email", settings: settings))
    }

    private func message(
        _ mail: String,
        envelope: MailEnvelope? = MailEnvelope(
            sender: "ada@b.example", recipients: ["support+x@example.com"], client: "mta")
    ) throws -> MessageEvent {
        let raw = RawDelivery(
            id: DeliveryID(1), inbox: "support", receivedAt: Self.receivedAt, headers: envelope?.headers ?? [],
            body: Array(mail.replacing("\n", with: "\r\n").utf8))
        let events = try adapter().normalize(raw)
        guard events.count == 1, case .message(let message) = events[0] else {
            Issue.record("\(events)")
            throw NormalizationError(.invalidEvent, "no message")
        }
        return message
    }

    @Test func aMailBecomesAMessage() throws {
        let message = try message(
            """
            Received: from somewhere
            From: Ada Example <Ada@B.example>
            To: Support <support@example.com>
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
            Date: Tue, 15 Sep 2026 10:00:00 +0200
            Message-ID: <1@b.example>
            X-Order: 7

            Where is my parcel?
            """)
        #expect(message.id == "1@b.example")
        #expect(message.conversation == "1@b.example")
        #expect(message.sender == SenderInfo(id: "ada@b.example", name: "Ada Example", email: "Ada@B.example"))
        #expect(message.subject == "Grüße")
        #expect(message.text.hasPrefix("Where is my parcel?"))
        #expect(message.sentAt == Instant(milliseconds: 1_789_459_200_000))
        #expect(message.to == "support+x@example.com")
        #expect(message.headers["x-order"] == "7")
        #expect(message.headers["received"] == nil)
        #expect(!message.automatic)
    }

    /// Both forms of a domain are one contact; what was written stays beside it.
    @Test(arguments: ["Jo@Bücher.example", "jo@XN--BCHER-KVA.example"])
    func aDomainBeyondASCIIIsOneIdentity(address: String) throws {
        let message = try message("From: Jo <\(address)>\n\nHi")
        #expect(message.sender == SenderInfo(id: "jo@xn--bcher-kva.example", name: "Jo", email: address))
    }

    @Test func anEmptyTextGivesWayToItsHTML() throws {
        let message = try message(
            """
            From: a@b.example
            Content-Type: multipart/alternative; boundary=x

            --x
            Content-Type: text/plain

            \u{20}
            --x
            Content-Type: text/html

            <p>Where is my parcel?</p>
            --x--
            """)
        #expect(message.text == "Where is my parcel?")
    }

    @Test func aDateAheadOfTheReceiptIsNotBelieved() throws {
        let message = try message("From: a@b.example\nDate: Fri, 1 Jan 2100 00:00:00 +0000\n\nHi")
        #expect(message.sentAt == Self.receivedAt)
    }

    @Test func attachmentsAreFoundByTheirPlace() throws {
        let message = try message(
            """
            From: a@b.example
            Message-ID: <2@b.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: text/plain

            See the picture.
            --x
            Content-Type: image/png; name=parcel.png
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --x--

            """)
        #expect(
            message.attachments == [
                Attachment(kind: .image, name: "parcel.png", contentType: "image/png", size: 5, ref: "2")
            ])
    }

    @Test func theNullSenderMarksAutomaticMail() throws {
        let mail = "From: someone@b.example\nSubject: Hi\n\nI am away."
        #expect(try !message(mail).automatic)
        #expect(
            try message(mail, envelope: MailEnvelope(sender: "", recipients: ["support@example.com"], client: "mta"))
                .automatic)
    }

    @Test func referencesNameTheThread() throws {
        let message = try message(
            "From: a@b.example\nMessage-ID: <3@b>\nReferences: <1@b> <2@b>\nIn-Reply-To: <2@b>\n\nHi")
        #expect(message.conversation == "1@b")
        #expect(message.replyTo == "2@b")
    }

    /// Whatever comes in, one message comes out, within the limits of an event.
    @Test(arguments: [
        "", "no header at all", "Subject: only this\n\n", "\n\n\n", "From:\nSubject:\n\n",
        "From: <\(String(repeating: "a", count: 2000))@b>\n\nHi",
        "Message-ID: <\(String(repeating: "m", count: 2000))@b>\n\nHi",
        "Subject: \(String(repeating: "ü", count: 9000))\n\nHi",
        "Content-Type: text/plain; charset=utf-8\n\n" + String(repeating: "üäö\n", count: 300_000),
    ])
    func brokenMailBecomesAMessageToo(mail: String) throws {
        let message = try message(mail, envelope: nil)
        #expect(!message.id.isEmpty && message.id.utf8.count <= EventLimits.shortText)
        #expect(!message.sender.id.isEmpty && message.sender.id.utf8.count <= EventLimits.shortText)
        #expect(message.text.utf8.count <= EventLimits.text)
        #expect(message.subject.map { $0.utf8.count <= EventLimits.longText } ?? true)
        #expect(message.to == "support@example.com")
        // Another way to the same limits: what is written reads back.
        #expect(try self.message(mail, envelope: nil) == message)
    }

    @Test func webhooksAreRefused() throws {
        guard
            case .reject(.methodNotAllowed, let response) = try adapter().admit(
                WebhookRequest(method: "POST"), now: Self.receivedAt)
        else { Issue.record("it was not refused"); return }
        #expect(response.status == 404)
    }

    // MARK: Settings

    @Test func addressesMayBeSeveral() throws {
        let several = try adapter(["address": .list([.text("a@example.com"), .text("b@example.com")])])
        #expect(several.mailAddresses == ["a@example.com", "b@example.com"])
    }

    @Test(
        arguments: [
            ([:], ["needs the setting “address”"]),
            (["address": .text("support")], ["“support” is no mail address"]),
            (["address": .list([.text("a@b"), .number(7)])], ["address takes text or a list of texts"]),
            (
                ["adress": .text("a@b")],
                ["needs the setting “address”", "no setting “adress”; did you mean “address”?"]
            ),
            (["address": .text("a@b"), "signature": .flag(true)], ["signature takes text"]),
        ] as [([String: SettingValue], [String])])
    func wrongSettingsAreNamed(settings: [String: SettingValue], problems: [String]) {
        do throws(ChannelConfigurationError) {
            _ = try EmailChannelFactory().makeAdapter(
                for: InboxDefinition(name: "support", channel: "email", settings: settings))
            Issue.record("no error")
        } catch {
            let messages = error.diagnostics.map(\.message)
            #expect(messages.count == problems.count)
            for problem in problems { #expect(messages.contains { $0.contains(problem) }, "\(messages)") }
        }
    }
}
