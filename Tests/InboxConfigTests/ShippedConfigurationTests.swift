import BusinessTime
import Foundation
import InboxConfig
import InboxDomain
import Testing

/// The configurations under `deploy/config/` load as they are.
@Suite struct ShippedConfigurationTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/config")

    static func load(_ name: String) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        ConfigurationLoader.load(
            path: folder.appending(path: name).path, environment: [:], credentialsDirectory: nil)
    }

    @Test func theReferenceHasNothingToSay() throws {
        let (configuration, diagnostics) = Self.load("inboxd.yaml")
        #expect(diagnostics.map(\.rendered) == [])
        let loaded = try #require(configuration)
        #expect(loaded.storage == .sqlite(path: "/var/lib/inboxd/inbox.db"))
        #expect(loaded.server.publicURL == "https://inbox.example.com")
        #expect(loaded.calendars["office"]?.versions.first?.holidays.count == 3)
        #expect(loaded.policies["standard"]?.escalations.count == 3)
        #expect(loaded.routes.children.count == 3)
    }

    /// A fresh clone may make its files readable by all: that warning is for the owner of the folder to act on.
    @Test func theDemoHasNoErrors() throws {
        let (configuration, diagnostics) = Self.load("demo.yaml")
        #expect(diagnostics.filter { $0.severity == .error || !$0.message.contains("can read") } == [])
        let loaded = try #require(configuration)
        #expect(loaded.inboxes.keys.sorted() == ["demo-slack", "demo-telegram", "demo-webhook", "demo-whatsapp"])
        let root = Self.folder.deletingLastPathComponent().deletingLastPathComponent().path
        #expect(loaded.storage == .sqlite(path: root + "/var/inbox.db"))
        #expect(loaded.server.controlSocket == root + "/var/run/control.sock")
        #expect(loaded.channelDirectories == [root + "/channels"])
        #expect(loaded.access.roles == [.admin: [.daemonUser]])
        #expect(loaded.calendars["always"]?.isOpen(at: 1_767_225_600_000) == true)
    }
}
