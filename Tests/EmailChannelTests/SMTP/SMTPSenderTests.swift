import ChannelKit
import EmailMessage
import Foundation
import InboxDomain
import Testing
import Transport

@testable import EmailChannel

/// Against a real SMTP server that takes, defers, refuses and breaks off.
@Suite(.enabled(if: SMTPSink.isAvailable, "needs /usr/bin/python3 with aiosmtpd (python3-aiosmtpd), and openssl"))
struct SMTPSenderTests {
    private let sink: SMTPSink
    private let transport: CurlTransport

    init() throws {
        sink = try SMTPSink()
        transport = try CurlTransport(connections: 4, connectionsPerHost: 2)
    }

    private func sender(
        _ change: (inout SMTPSettings) -> Void = { _ in }, address: String = "support@example.com",
        tokens: (any AccessTokenSource)? = nil
    ) -> SMTPSender {
        var settings = SMTPSettings(
            host: "127.0.0.1", port: sink.ports.plain, encryption: .plain, timeout: .seconds(20))
        change(&settings)
        return SMTPSender(
            settings: settings, identity: MailIdentity(address: address, name: "Support"), exchange: transport,
            tokens: tokens)
    }

    private func message(
        to: String = "nadia@example.net", cc: [String] = [], text: String = "On its way.", isAutomatic: Bool = false,
        envelope: [String]? = nil, attachments: [OutgoingAttachment] = []
    ) -> OutgoingMessage {
        let mail = OutgoingMail(
            to: MailParty(address: to, name: "Nadia"), cc: cc.map { MailParty(address: $0) }, subject: "Where?",
            messageIDStem: "c1.m2.abc", replyToken: "r1.abcdefghijklmnop", inReplyTo: "a@example.net",
            references: ["z@example.net", "a@example.net"],
            quotation: .init(
                author: MailParty(address: to, name: "Nadia"), sentAt: Instant(milliseconds: 1_772_445_600_000),
                text: "where?"),
            authorName: "Ann", date: Instant(milliseconds: 1_772_445_600_000), isAutomatic: isAutomatic,
            envelope: envelope)
        return OutgoingMessage(
            message: MessageID(2), conversation: ConversationID(1), threadKey: "t", recipient: to, text: text,
            idempotencyKey: "k", mail: mail, attachments: attachments)
    }

    private let now = Instant(milliseconds: 1_772_445_700_000)

    @Test func aReplyArrivesWithItsThread() async throws {
        let outcome = await sender { $0.tagsSubjects = true }.send(
            message(cc: ["boss@example.net"], text: "first\n.\n..dots\n"), now: now)
        #expect(outcome == .sent(providerID: "c1.m2.abc@example.com"))
        let mail = try sink.mail()
        #expect(mail.sender == "support@example.com")
        #expect(mail.recipients == ["nadia@example.net", "boss@example.net"])
        for line in [
            "Message-ID: <c1.m2.abc@example.com>", "In-Reply-To: <a@example.net>",
            "References: <z@example.net> <a@example.net>", "Subject: Re: Where? [#1]", "Cc: boss@example.net",
            "support+r1.abcdefghijklmnop@example.com", "multipart/alternative", "> where?", "\r\n.\r\n..dots\r\n",
        ] {
            #expect(mail.message.contains(line), "\(line)\n\(mail.message)")
        }
        #expect(!mail.message.contains("Auto-Submitted"))
    }

    @Test func filesArriveWhole() async throws {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
        let path = NSTemporaryDirectory() + "smtp-\(UUID().uuidString)"
        try Data(content).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let type = try #require(MediaType("application/zip"))
        let png = try #require(MediaType("image/png"))
        let file = OutgoingAttachment(name: "Pläne.zip", type: type, size: content.count, file: path, digest: "")
        let picture = OutgoingAttachment(name: "map.png", type: png, contentID: "image1", bytes: [1, 2, 3])
        let sender = SMTPSender(
            settings: SMTPSettings(
                host: "127.0.0.1", port: sink.ports.plain, encryption: .plain, timeout: .seconds(60)),
            identity: MailIdentity(address: "support@example.com", name: "Support"), signature: "Example Ltd",
            exchange: transport)
        let outcome = await sender.send(message(attachments: [file, picture]), now: now)
        #expect(outcome == .sent(providerID: "c1.m2.abc@example.com"))
        let raw = Array(try sink.mail().message.utf8)
        let mail = ParsedEmail(parsing: raw)
        #expect(mail.attachments.map(\.filename) == ["map.png", "Pläne.zip"])
        #expect(mail.attachments.map(\.contentID) == ["image1.c1.m2.abc@example.com", nil])
        let contents = mail.attachments.map { ParsedEmail.content(of: $0.path, in: raw) }
        #expect(contents == [[1, 2, 3], content])
        #expect(mail.text?.hasPrefix("On its way.\n\n[image: map.png]\n\n-- \nExample Ltd\n") == true)
        #expect(mail.html?.contains("<img src=\"cid:image1.c1.m2.abc@example.com\"") == true)
    }

    @Test func aFileThatIsGoneIsNoMail() async throws {
        let file = OutgoingAttachment(
            name: "a.txt", type: .unknown, size: 3, file: "/nonexistent/file", digest: "")
        guard case .failed(let failure) = await sender().send(message(attachments: [file]), now: now) else {
            Issue.record("sent")
            return
        }
        #expect(failure.retry == .permanent)
        #expect(failure.code == "invalid")
        #expect(!failure.detail.contains("nonexistent"))
    }

    @Test func anAutomaticReplyHasTheNullReturnPath() async throws {
        #expect(await sender().send(message(isAutomatic: true), now: now) == .sent(providerID: "c1.m2.abc@example.com"))
        let mail = try sink.mail()
        #expect(mail.sender == "")
        #expect(mail.message.contains("Auto-Submitted: auto-replied"))
    }

    @Test func oneConnectionServesThemAll() async throws {
        let sender = self.sender()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = await sender.send(self.message(), now: self.now) } }
        }
        let peers = try (0..<4).map { _ in try sink.mail().peer }
        #expect(Set(peers).count == 1)
    }

    @Test(arguments: [
        ("refuse@example.net", SendFailure.Retry.permanent, "smtp_550", "5.1.1 no such user here"),
        ("defer@example.net", .transient, "smtp_450", "4.2.0 mailbox busy"),
        ("toobig@example.net", .permanent, "smtp_552", "5.3.4 too large for us"),
        ("later@example.net", .transient, "smtp_451", "4.3.0 try again"),
    ])
    func theServersWordDecides(to: String, retry: SendFailure.Retry, code: String, words: String) async throws {
        guard case .failed(let failure) = await sender().send(message(to: to), now: now) else {
            Issue.record("sent")
            return
        }
        #expect(failure.retry == retry)
        #expect(failure.code == code)
        #expect(failure.detail.contains(words), "\(failure.detail)")
    }

    @Test func aRefusedSenderNeedsAnOperator() async throws {
        guard case .failed(let failure) = await sender(address: "nobody@example.com").send(message(), now: now) else {
            Issue.record("sent")
            return
        }
        #expect(failure.retry == .needsOperator)
        #expect(failure.detail.contains("you may not send as this"))
    }

    @Test func aRefusedCopyLeavesTheRestSent() async throws {
        let outcome = await sender().send(
            message(cc: ["refuse@example.net", "boss@example.net", "defer@example.net"]), now: now)
        guard case .sentInPart("c1.m2.abc@example.com", let refused) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(refused.map(\.address) == ["refuse@example.net", "defer@example.net"])
        #expect(refused.map(\.isPermanent) == [true, false])
        #expect(refused[0].detail == "550 5.1.1 no such user here")
        #expect(try sink.mail().recipients == ["nadia@example.net", "boss@example.net"])
    }

    @Test func nobodyGetsItWhereTheCustomerIsRefused() async throws {
        let outcome = await sender().send(message(to: "refuse@example.net", cc: ["boss@example.net"]), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .permanent)
        // The next mail that the server has is the next one, over a new connection.
        _ = await sender().send(message(to: "other@example.net"), now: now)
        #expect(try sink.mail().recipients == ["other@example.net"])
    }

    @Test func thoseWhoWerePutOffAreTriedAlone() async throws {
        let sender = self.sender()
        let outcome = await sender.send(message(cc: ["deferonce@example.net"]), now: now)
        guard case .sentInPart(_, let refused) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(refused.map(\.isPermanent) == [false])
        #expect(try sink.mail().recipients == ["nadia@example.net"])
        let again = await sender.send(
            message(cc: ["deferonce@example.net"], envelope: ["deferonce@example.net"]), now: now)
        #expect(again == .sent(providerID: "c1.m2.abc@example.com"))
        let mail = try sink.mail()
        #expect(mail.recipients == ["deferonce@example.net"])
        #expect(mail.message.contains("nadia@example.net"))
    }

    @Test func aLostAnswerIsADoubt() async throws {
        let outcome = await sender().send(message(to: "cut@example.net"), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .maybeSent)
        #expect(try sink.mail().recipients == ["cut@example.net"])
    }

    @Test(arguments: ["PLAIN", "LOGIN", nil], [MailSubmission.Encryption.starttls, .implicit])
    func logsInOverTLS(mechanism: String?, encryption: MailSubmission.Encryption) async throws {
        let ports = sink.ports
        let outcome = await sender {
            $0.encryption = encryption
            $0.host = "localhost"
            $0.port = encryption == .implicit ? ports.implicit : ports.starttls
            ($0.user, $0.password, $0.mechanism) = ("user", Secret("secret"), mechanism)
            $0.certificates = ports.certificate
        }.send(message(), now: now)
        #expect(outcome == .sent(providerID: "c1.m2.abc@example.com"))
        #expect(try sink.mail().recipients == ["nadia@example.net"])
    }

    @Test func aWrongPasswordNeedsAnOperator() async throws {
        let ports = sink.ports
        let outcome = await sender {
            ($0.encryption, $0.host, $0.port) = (.implicit, "localhost", ports.implicit)
            ($0.user, $0.password, $0.certificates) = ("user", Secret("wr0ng-pass"), ports.certificate)
        }.send(message(), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .needsOperator)
        #expect(failure.code == "smtp_535")
        #expect(!failure.detail.contains("wr0ng-pass"))
    }

    @Test func anUnknownCertificateIsNotTrusted() async throws {
        let ports = sink.ports
        for encryption in [MailSubmission.Encryption.implicit, .starttls] {
            let outcome = await sender {
                ($0.encryption, $0.host) = (encryption, "localhost")
                $0.port = encryption == .implicit ? ports.implicit : ports.starttls
            }.send(message(), now: now)
            guard case .failed(let failure) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(failure.retry == .needsOperator, "\(failure)")
            #expect(failure.code == "no_tls")
        }
    }

    @Test func withoutSTARTTLSNothingIsSent() async throws {
        let outcome = await sender { ($0.encryption, $0.host) = (.starttls, "localhost") }.send(message(), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .needsOperator)
        #expect(failure.code == "no_tls")
    }

    @Test func aRejectedTokenIsRenewedOnce() async throws {
        let ports = sink.ports
        let tokens = StaleTokens()
        let outcome = await sender(
            {
                ($0.encryption, $0.host, $0.port) = (.implicit, "localhost", ports.implicit)
                ($0.user, $0.certificates) = ("user", ports.certificate)
            }, tokens: tokens
        ).send(message(), now: now)
        #expect(outcome == .sent(providerID: "c1.m2.abc@example.com"))
    }

    @Test func nobodyThereIsTransient() async throws {
        let outcome = await sender { $0.port = 1 }.send(message(), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .transient)
        #expect(failure.code == "not_sent")
    }

    @Test func withoutTLSOnlyThisMachineIsWrittenTo() async throws {
        let outcome = await sender { $0.host = "192.0.2.1" }.send(message(), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .permanent)
        #expect(failure.detail.contains("only this machine"))
    }

    @Test(arguments: ["a@b>\r\nRCPT TO:<c@d", "a b@example.net", "a@b\nc"])
    func anAddressCannotBreakOut(address: String) async throws {
        let outcome = await sender().send(message(to: address), now: now)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .permanent)
    }
}

/// Gives a token that has run out first.
private struct StaleTokens: AccessTokenSource {
    func token(rejected: String?) async throws(SourceFailure) -> String { rejected == nil ? "stale" : "good" }
}
