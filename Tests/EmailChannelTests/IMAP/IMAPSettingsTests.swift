import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import EmailChannel

@Suite struct IMAPSettingsTests {
    private static let secret = SettingValue.secret(Secret("s"))

    private func read(_ imap: [String: SettingValue]) throws(ChannelConfigurationError) -> IMAPSettings? {
        let inbox = InboxDefinition(
            name: "support", channel: "email", settings: ["imap": .map(imap)],
            locations: [
                "": SourceLocation(file: "f", line: 1), "imap": SourceLocation(file: "f", line: 2, column: 3),
                "imap.oauth": SourceLocation(file: "f", line: 4, column: 5),
            ])
        var reader = SettingsReader(inbox)
        let settings = reader.map("imap") { IMAPSettings(reading: &$0) }
        try reader.finish()
        return settings
    }

    private func problems(_ change: [String: SettingValue?]) -> [String] {
        var map: [String: SettingValue] = ["url": .text("imaps://h"), "user": .text("u"), "password": Self.secret]
        for (key, value) in change { map[key] = value }
        do throws(ChannelConfigurationError) {
            _ = try read(map)
            return []
        } catch {
            return error.diagnostics.map { "\($0.location): \($0.message)" }
        }
    }

    @Test(
        arguments: [
            ("imaps://imap.example.com", "imap.example.com:993", .tls),
            ("imaps://imap.example.com:1993/", "imap.example.com:1993", .tls),
            ("imap://imap.example.com", "imap.example.com:143", .imapStartTLS),
            ("imap://[::1]:14", "[::1]:14", .imapStartTLS),
        ] as [(String, String, StreamAddress.Security)])
    func readsWhereAndHow(url: String, peer: String, security: StreamAddress.Security) throws {
        let settings = try #require(try read(["url": .text(url), "user": .text("u"), "password": Self.secret]))
        #expect(settings.address.peer == peer)
        #expect(settings.address.security == security)
        #expect(settings.mailbox == "INBOX")
        #expect(settings.after == .keep)
        #expect(settings.poll == .seconds(60))
    }

    @Test(
        arguments: [
            (.text("keep"), .keep), (.text("delete"), .delete), (.map(["move": .text("Archive")]), .move("Archive")),
            (.map(["flag": .text("seen")]), .flag(["\\Seen"])),
            (.map(["flag": .list([.text("\\Answered"), .text("$Done")])]), .flag(["\\Answered", "$Done"])),
        ] as [(SettingValue, IMAPSettings.After)])
    func readsWhatIsToBeDoneAfterwards(value: SettingValue, after: IMAPSettings.After) throws {
        let map = ["url": .text("imaps://h"), "user": .text("u"), "password": Self.secret, "after": value]
        #expect(try read(map)?.after == after)
    }

    @Test(
        arguments: [
            (.number(65_536), 65_536), (.text("25 MiB"), 25 << 20), (.text("25MiB"), 25 << 20),
            (.text("25 MB"), 25_000_000), (.text("64KiB"), 64 << 10),
        ] as [(SettingValue, Int)])
    func readsHowLargeAMessageMayBe(value: SettingValue, bytes: Int) throws {
        let map = ["url": .text("imaps://h"), "user": .text("u"), "password": Self.secret, "message_limit": value]
        #expect(try read(map)?.messageLimit == bytes)
    }

    @Test(arguments: [("certs/ca.pem", "/etc/inboxd/certs/ca.pem"), ("/srv/ca.pem", "/srv/ca.pem")])
    func filesCountFromTheFolderOfTheConfiguration(written: String, path: String) throws {
        let server: [String: SettingValue] = [
            "user": .text("u"), "password": Self.secret, "ca": .text(written),
        ]
        let settings = try EmailSettings(
            InboxDefinition(
                name: "support", channel: "email",
                settings: [
                    "address": .text("s@example.com"),
                    "imap": .map(server.merging(["url": .text("imaps://h")]) { $1 }),
                    "smtp": .map(server.merging(["url": .text("smtps://h")]) { $1 }),
                ], folder: "/etc/inboxd"))
        #expect(settings.imap?.address.authorities == path)
        #expect(settings.smtp?.certificates == path)
    }

    @Test func readsAnOAuthAccount() throws {
        let oauth: [String: SettingValue] = [
            "provider": .text("microsoft"), "tenant": .text("t"), "client_id": .text("c"), "refresh_token": Self.secret,
        ]
        let settings = try read(["url": .text("imaps://h"), "user": .text("u"), "oauth": .map(oauth)])
        guard case .oauth(let read)? = settings?.login else {
            Issue.record("no OAuth settings were read")
            return
        }
        #expect(read.tokenURL == "https://login.microsoftonline.com/t/oauth2/v2.0/token")
        #expect(read.scope?.contains("IMAP.AccessAsUser.All") == true)
    }

    @Test(
        arguments: [
            (["mailbx": .text("x")], "f:2:3: channel email has no setting “imap.mailbx”; did you mean “mailbox”?"),
            (
                ["url": .text("http://h")],
                "f:2:3: imap.url takes imaps://HOST[:PORT] or imap://HOST[:PORT], not “http://h”"
            ),
            (
                ["url": .text("imaps://u@h")],
                "f:2:3: imap.url takes imaps://HOST[:PORT] or imap://HOST[:PORT], not “imaps://u@h”"
            ),
            (["url": nil], "f:2:3: imap needs a url: imaps://HOST, or imap://HOST for STARTTLS"),
            (
                ["url": .text("imap://h"), "tls": .text("none")],
                "f:2:3: tls: none is for this machine only: localhost, 127.0.0.1, ::1"
            ),
            (["tls": .text("none")], "f:2:3: tls: none contradicts imaps://"),
            (["password": nil], "f:2:3: imap needs a password, or oauth"),
            (
                ["message_limit": .text("25 miles")],
                "f:2:3: imap.message_limit takes a size from 64KiB to 512MiB, such as 25MiB"
            ),
            (
                ["message_limit": .number(5)],
                "f:2:3: imap.message_limit takes a size from 64KiB to 512MiB, such as 25MiB"
            ),
            (["poll": .text("1s")], "f:2:3: imap.poll takes a time from 5s to 24h, such as 60s"),
            (["after": .map(["move": .text("INBOX")])], "f:2:3: imap.after moves to the mailbox that is read"),
            (
                ["after": .map(["flag": .text("a b")])],
                "f:2:3: imap.after takes keep, delete, {move: MAILBOX}, or {flag: seen} with seen, flagged, answered or a keyword"
            ),
            (
                [
                    "password": nil,
                    "oauth": .map([
                        "token_url": .text("http://x/"), "client_id": .text("c"), "refresh_token": .secret(Secret("s")),
                    ]),
                ],
                "f:4:5: oauth.token_url takes https://, or http:// on this machine"
            ),
        ] as [([String: SettingValue?], String)])
    func saysWhatIsWrong(change: [String: SettingValue?], problem: String) {
        #expect(problems(change) == [problem])
    }
}
