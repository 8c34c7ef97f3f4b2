import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import EmailChannel

/// An inbox whose `smtp:` has `oauth:`, whole: tokens from an HTTP endpoint, and a submission server that takes nothing
/// else.
@Suite(.enabled(if: SMTPSink.isAvailable, "needs /usr/bin/python3 with aiosmtpd (python3-aiosmtpd), and openssl"))
struct SMTPOAuthTests {
    private static let microsoft = "https://outlook.office.com/SMTP.Send offline_access"

    private let sink: SMTPSink
    private let transport: CurlTransport

    init() throws {
        sink = try SMTPSink()
        transport = try CurlTransport(connections: 4, connectionsPerHost: 2)
    }

    /// Sends a mail from an inbox with these settings under `oauth`; the endpoint gives tokens for `scope` alone.
    private func send(
        _ url: String, for scope: String, _ change: [String: SettingValue] = [:]
    ) async throws -> SendOutcome {
        let oauth: [String: SettingValue] = [
            "token_url": .text("http://127.0.0.1:\(sink.ports.token)/require/\(FormFields.encode(scope))"),
            "client_id": .text("client"), "client_secret": .secret(Secret("hush")),
            "refresh_token": .secret(Secret("refresh")),
        ]
        let smtp: [String: SettingValue] = [
            "url": .text(url), "user": .text("user"), "ca": .text(sink.ports.certificate),
            "oauth": .map(oauth.merging(change) { $1 }),
        ]
        let adapter = try EmailChannelFactory(exchange: transport, http: transport).makeAdapter(
            for: InboxDefinition(
                name: "support", channel: "email",
                settings: ["address": .text("support@example.com"), "smtp": .map(smtp)]))
        let now = Instant(milliseconds: 1_772_445_600_000)
        let mail = OutgoingMail(
            to: MailParty(address: "nadia@example.net"), subject: "Where?", messageIDStem: "c1.m2.abc",
            replyToken: "r1.abcdefghijklmnop", date: now)
        return await adapter.send(
            OutgoingMessage(
                message: MessageID(2), conversation: ConversationID(1), threadKey: "t", recipient: "nadia@example.net",
                text: "On its way.", idempotencyKey: "k", mail: mail), now: now)
    }

    /// The first token is refused, so a second is got.
    @Test func aMailGoesOutByATokenInPlaceOfThePassword() async throws {
        for url in ["smtps://localhost:\(sink.ports.implicit)", "smtp://localhost:\(sink.ports.starttls)"] {
            let outcome = try await send(url, for: Self.microsoft, ["provider": .text("microsoft")])
            #expect(outcome == .sent(providerID: "c1.m2.abc@example.com"))
            #expect(try sink.mail().recipients == ["nadia@example.net"])
        }
    }

    @Test(arguments: [
        (["provider": "microsoft", "scope": "https://outlook.office365.us/SMTP.Send offline_access"]),
        (["provider": "google", "scope": "https://mail.google.com/"]), (["scope": "mail:send"]),
    ])
    func theScopeIsForTheOperatorToSay(settings: [String: String]) async throws {
        let outcome = try await send(
            "smtps://localhost:\(sink.ports.implicit)", for: settings["scope"] ?? "",
            settings.mapValues(SettingValue.text))
        #expect(outcome == .sent(providerID: "c1.m2.abc@example.com"))
    }

    @Test func aRefusedRefreshTokenNeedsTheOperator() async throws {
        let outcome = try await send(
            "smtps://localhost:\(sink.ports.implicit)", for: Self.microsoft,
            ["provider": .text("microsoft"), "refresh_token": .secret(Secret("withdrawn"))])
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.retry == .needsOperator)
        #expect(failure.code == "oauth_refused")
        #expect(failure.detail.contains("invalid_grant"))
        #expect(!failure.detail.contains("withdrawn"))
    }
}
