import Foundation
import InboxConfig
import InboxDomain
import Testing

@Suite struct ConfigurationWriterTests {
    /// What is written, read and written again, is the same text: nothing is lost, and the order is stable.
    @Test(arguments: ["inboxd.yaml", "demo.yaml"])
    func readsBackAsWritten(_ name: String) throws {
        var loaded = try #require(ShippedConfigurationTests.load(name).configuration)
        for inbox in loaded.inboxes.keys { loaded.inboxes[inbox]?.settings = [:] }
        let text = ConfigurationWriter.yaml(of: loaded)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try folder.write(text, to: "inboxd.yaml")
        let (again, diagnostics) = ConfigurationLoader.load(path: path, environment: [:], credentialsDirectory: nil)
        #expect(diagnostics.map(\.rendered) == [])
        #expect(try ConfigurationWriter.yaml(of: #require(again)) == text)
    }

    @Test func saysThroughWhichInboxOneAnswers() {
        var configuration = Configuration()
        configuration.inboxes["site"] = InboxDefinition(name: "site", channel: "contact-form", replyVia: "support")
        let text = ConfigurationWriter.yaml(of: configuration)
        #expect(text.contains("site: {channel: contact-form, reply_via: support, settings: {}}"))
    }

    @Test func hidesSecretsWhereverTheyAre() throws {
        let secret = SettingValue.secret(Secret("do-not-tell"))
        var configuration = Configuration()
        configuration.inboxes["site"] = InboxDefinition(
            name: "site", channel: "webhook",
            settings: [
                "key": secret, "keys": .list([secret, .text("plain")]), "smtp": .map(["password": secret]),
                "number": .number(7), "text": .text("7"), "flag": .flag(false), "colon": .text("a: b"),
            ])
        configuration.webhooks["ops"] = WebhookDefinition(
            name: "ops", url: "https://ops.example.com/hook", secret: Secret("do-not-tell"), events: ["sla.*"])
        let text = ConfigurationWriter.yaml(of: configuration)
        #expect(!text.contains("do-not-tell"))
        #expect(text.contains("  ops:\n    url: \"https://ops.example.com/hook\"\n    secret: \"[secret]\"\n"))
        #expect(text.contains("key: \"[secret]\""))
        #expect(text.contains("keys: [\"[secret]\", plain]"))
        #expect(text.contains("password: \"[secret]\""))
        #expect(text.contains("number: 7\n"))
        #expect(text.contains("text: \"7\""))
        #expect(text.contains("colon: \"a: b\""))
    }
}
