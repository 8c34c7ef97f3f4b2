import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import EmailChannel

@Suite struct SMTPSettingsTests {
    private static let place = SourceLocation(file: "inboxd.yaml", line: 7, column: 3)

    private func settings(_ smtp: [String: SettingValue]) throws(ChannelConfigurationError) -> SMTPSettings? {
        let inbox = InboxDefinition(
            name: "support", channel: "email", settings: ["address": .text("s@example.com"), "smtp": .map(smtp)],
            locations: ["smtp": Self.place])
        return try EmailSettings(inbox).smtp
    }

    @Test(arguments: [
        ("smtps://mail.example.com", nil, "mail.example.com", 465, MailSubmission.Encryption.implicit),
        ("smtp://mail.example.com", nil, "mail.example.com", 587, .starttls),
        ("smtp://mail.example.com:2525/", nil, "mail.example.com", 2525, .starttls),
        ("smtp://[::1]:25", "none", "::1", 25, .plain), ("smtp://localhost:25", "none", "localhost", 25, .plain),
        ("smtps://[2001:db8::1]", nil, "2001:db8::1", 465, .implicit),
    ])
    func readsAServer(
        url: String, tls: String?, host: String, port: Int, encryption: MailSubmission.Encryption
    ) throws {
        var map: [String: SettingValue] = ["url": .text(url)]
        if let tls { map["tls"] = .text(tls) }
        let settings = try #require(try settings(map))
        #expect(settings.host == host && settings.port == port && settings.encryption == encryption)
    }

    @Test(arguments: [
        (["url": "http://mail.example.com"], "smtps://HOST"), ([:], "smtp needs a url"),
        (["url": "smtp://mail.example.com", "tls": "none"], "this machine only"),
        (["url": "smtps://localhost", "tls": "none"], "contradicts"), (["url": "smtps://a:0"], "smtps://HOST"),
        (["url": "smtps://a", "user": "u"], "no password"), (["url": "smtps://a", "auth": "ntlm"], "plain or login"),
        (["url": "smtps://a", "hots": "x"], "no setting “smtp.hots”"),
        (["url": "smtps://a", "tls": "yes"], "takes none"),
    ])
    func saysWhatIsWrong(map: [String: String], problem: String) {
        let error = #expect(throws: ChannelConfigurationError.self) {
            try settings(map.mapValues(SettingValue.text))
        }
        #expect(error?.diagnostics.contains { $0.message.contains(problem) } == true, "\(String(describing: error))")
        #expect(error?.diagnostics.allSatisfy { $0.location == Self.place } == true)
    }

    @Test func aPasswordIsASecret() {
        let error = #expect(throws: ChannelConfigurationError.self) {
            try settings(["url": .text("smtps://a"), "user": .text("u"), "password": .text("hunter2")])
        }
        #expect(error?.diagnostics.contains { $0.message.contains("hunter2") } == false)
    }
}
