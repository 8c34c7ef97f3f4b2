import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import EmailChannel

/// What no well-behaved server does on demand.
@Suite struct IMAPSourceTests {
    private static let select = ScriptedStream.Rule(
        "SELECT", "* 0 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [UIDNEXT 5] x\nTAG OK [READ-WRITE] in")

    private func settings(_ change: (inout IMAPSettings) -> Void = { _ in }) -> IMAPSettings {
        var settings = IMAPSettings(
            address: StreamAddress(host: "mail.example.org", port: 993, security: .tls), user: "joe",
            login: .password(Secret("hush")))
        change(&settings)
        return settings
    }

    /// Runs until the script is at its end.
    private func run(
        _ stream: ScriptedStream, _ settings: IMAPSettings, _ sink: MemorySink = MemorySink(),
        _ exchange: ExactExchange = ExactExchange()
    ) async -> SourceFailure? {
        do throws(SourceFailure) {
            try await IMAPSource(settings: settings, streams: stream, exchange: exchange) {
                Instant(milliseconds: 1_800_000_000_000)
            }.run(sink)
            return nil
        } catch {
            return error
        }
    }

    @Test func renewsIdleBeforeTheServerHangsUp() async {
        let stream = ScriptedStream(
            "* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi",
            [
                Self.select, .init("SEARCH", "* SEARCH\nTAG OK"), .init("IDLE", "+ idling"), .init("DONE", "a3 OK"),
                .init("SEARCH", "* SEARCH\nTAG OK"), .init("IDLE", "+ idling\n* BYE enough"),
            ])
        let failure = await run(stream, settings())
        #expect(
            stream.lines.prefix(6) == [
                "SELECT INBOX", "UID SEARCH UID 1:*", "IDLE", "DONE", "UID SEARCH UID 1:*", "IDLE",
            ])
        #expect(failure?.retry == .transient)
        #expect(IMAPSource.idleLimit < .seconds(29 * 60))
    }

    @Test func showsNoPasswordThatTheServerRepeats() async {
        let stream = ScriptedStream(
            "* OK [CAPABILITY IMAP4rev1] hi", [.init("LOGIN", "TAG NO no user joe with hush here")])
        let failure = await run(stream, settings())
        #expect(failure?.code == "auth_failed")
        #expect(failure?.detail == "the server refuses the login: no user joe with [secret] here")
    }

    @Test(
        arguments: [
            ("* BYE too many", [], "refused", SourceFailure.Retry.transient),
            ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi", [], "no_login", .needsOperator),
            (
                "* OK [CAPABILITY IMAP4rev1] hi", [.init("LOGIN", "TAG NO [UNAVAILABLE] later")], "unavailable",
                .transient
            ),
            ("+ what", [], "lost", .transient), ("hello", [], "protocol", .transient),
        ] as [(String, [ScriptedStream.Rule], String, SourceFailure.Retry)])
    func saysWhyItGoesNoFurther(
        greeting: String, rules: [ScriptedStream.Rule], code: String, retry: SourceFailure.Retry
    ) async {
        let failure = await run(ScriptedStream(greeting, rules), settings())
        #expect(failure?.code == code)
        #expect(failure?.retry == retry)
    }

    @Test func readsAllAgainWhereUIDsAreGivenOutTwice() async {
        let sink = MemorySink()
        sink.change { $0.cursor = "{\"uidvalidity\":7,\"uid\":9,\"settled\":9}" }
        let stream = ScriptedStream(
            "* PREAUTH [CAPABILITY IMAP4rev1] hi",
            [
                Self.select, .init("SEARCH", "* SEARCH 3\nTAG OK"),
                .init("SIZE", "* 1 FETCH (UID 3 RFC822.SIZE 2)\nTAG OK"),
                .init("PEEK", "* 1 FETCH (UID 3 BODY[] {2}\nhi)\nTAG OK"),
            ])
        _ = await run(stream, settings(), sink)
        #expect(stream.lines.contains("UID SEARCH UID 1:*"))
        #expect(sink.now.deliveries.map(\.key) == ["imap 7.1/3"])
        #expect(sink.now.cursor == "{\"uidvalidity\":7,\"uid\":3,\"settled\":3,\"generation\":1}")
    }

    @Test func passesOverAMessageThatTheServerDoesNotGive() async {
        let sink = MemorySink()
        let stream = ScriptedStream(
            "* PREAUTH [CAPABILITY IMAP4rev1] hi",
            [
                Self.select, .init("SEARCH", "* SEARCH 3 4\nTAG OK"),
                .init("SIZE", "* 1 FETCH (UID 3 RFC822.SIZE 2)\n* 2 FETCH (UID 4 RFC822.SIZE 2)\nTAG OK"),
                .init("FETCH 3:4 (UID INT", "TAG NO cannot read"), .init("SEARCH", "* SEARCH 3 4\nTAG OK"),
                .init("FETCH 3 (", "TAG NO cannot read"),
                .init("FETCH 4 (", "* 2 FETCH (UID 4 BODY[] {2}\nhi)\nTAG OK"),
            ])
        _ = await run(stream, settings(), sink)
        #expect(sink.now.deliveries.map(\.key) == ["imap 7/4"])
        #expect(sink.now.reports.contains { $0.problem?.contains("imap 7/3") == true })
    }

    // MARK: OAuth

    private static let oauth = OAuthSettings(
        tokenURL: "https://tokens.example.org/t", clientID: "c&d", clientSecret: Secret("s"), refreshToken: Secret("r1")
    )

    @Test func getsAnotherTokenOnceWhereOneIsRefused() async {
        let exchange = ExactExchange([
            (200, #"{"access_token":"t1","expires_in":3600,"refresh_token":"r2"}"#), (200, #"{"access_token":"t2"}"#),
        ])
        let stream = ScriptedStream(
            "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi",
            [
                .init("XOAUTH2", "+ eyJzdGF0dXMiOiI0MDEifQ=="), .init("", "a1 NO [AUTHENTICATIONFAILED] expired"),
                .init("XOAUTH2", "TAG NO [AUTHENTICATIONFAILED] t2 is not good"),
            ])
        let failure = await run(stream, settings { $0.login = .oauth(Self.oauth) }, MemorySink(), exchange)
        #expect(failure?.code == "auth_failed")
        #expect(failure?.detail == "the server refuses the login: [secret] is not good")
        #expect(
            stream.lines == [
                "AUTHENTICATE XOAUTH2 dXNlcj1qb2UBYXV0aD1CZWFyZXIgdDEBAQ==", "",
                "AUTHENTICATE XOAUTH2 dXNlcj1qb2UBYXV0aD1CZWFyZXIgdDIBAQ==",
            ])
        #expect(
            exchange.bodies == [
                "grant_type=refresh_token&refresh_token=r1&client_id=c%26d&client_secret=s",
                "grant_type=refresh_token&refresh_token=r2&client_id=c%26d&client_secret=s",
            ])
    }

    @Test func keepsATokenUntilShortlyBeforeItsEnd() async throws {
        let exchange = ExactExchange([
            (200, #"{"access_token":"t1","expires_in":3600,"refresh_token":"r2"}"#),
            (200, #"{"access_token":"t2","expires_in":3600}"#), (200, #"{"access_token":"t3","expires_in":3600}"#),
            (400, #"{"error":"invalid_grant","error_description":"r2"}"#), (503, "later"),
        ])
        let clock = ManualTime()
        let tokens = OAuthTokens(settings: Self.oauth, exchange: exchange) { clock.now }
        #expect(try await tokens.token(rejected: nil) == "t1")
        clock.advance(seconds: 3479)
        #expect(try await tokens.token(rejected: nil) == "t1")
        clock.advance(seconds: 1)
        #expect(try await tokens.token(rejected: nil) == "t2")
        #expect(try await tokens.token(rejected: "t1") == "t2")
        #expect(try await tokens.token(rejected: "t2") == "t3")
        #expect(exchange.bodies[1].contains("refresh_token=r2"))
        await #expect(
            throws: SourceFailure(
                .needsOperator, code: "oauth_refused", detail: "the provider gave no access token: invalid_grant")
        ) { try await tokens.token(rejected: "t3") }
        await #expect(
            throws: SourceFailure(
                .transient, code: "oauth_failed", detail: "the provider gave no access token: HTTP status 503")
        ) { try await tokens.token(rejected: nil) }
    }
}
