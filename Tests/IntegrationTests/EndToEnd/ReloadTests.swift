import Foundation
import Testing

extension Integration {
    /// A configuration is judged whole before anything of it counts.
    @Suite struct ReloadTests {
        @Test func aBrokenFileChangesNothingAndSaysWhy() async throws {
            let daemon = try DaemonProcess()
            try await daemon.start()
            let broken = TestConfiguration().yaml.replacing("queues:", with: "queus:")
            try daemon.folder.write(broken, to: "inboxd.yaml")
            daemon.send(SIGHUP)
            try await daemon.waitForLog("The configuration was not reloaded.")
            #expect(daemon.log.contains("inboxd.yaml:"))
            #expect(daemon.log.contains("queus"))
            #expect(daemon.log.contains("queues"))
            #expect(try await daemon.control("/v1/status")["problems"].texts.contains { $0.contains("reload") })
            #expect(
                try await daemon.exchange(StandardWebhook().message(id: "m1", conversation: "c", text: "Hi")).status
                    == 200)

            let asked = try await daemon.ctl("reload")
            #expect(asked.ending == .exit(1), "\(asked.output)\(asked.errors)")
            #expect((asked.output + asked.errors).contains("queus"))
        }

        @Test func aGoodFileTakesEffect() async throws {
            var configuration = TestConfiguration()
            let daemon = try DaemonProcess(configuration)
            try await daemon.start()
            let request = { StandardWebhook(inbox: "second").message(id: "m1", conversation: "c", text: "Hi") }
            #expect(try await daemon.exchange(request()).status == 404)
            configuration.more = configuration.more.replacing("  shop:", with: "  second:")
            try daemon.folder.write(configuration.yaml, to: "inboxd.yaml")
            daemon.send(SIGHUP)
            try await daemon.waitForLog("The configuration was reloaded.")
            #expect(try await daemon.exchange(request()).status == 200)
            #expect(
                try await daemon.exchange(StandardWebhook().message(id: "m2", conversation: "c", text: "Hi")).status
                    == 404)
        }

        @Test func aDaemonDoesNotStartWithABadConfiguration() async throws {
            let folder = try TemporaryFolder()
            let file = try folder.write(
                TestConfiguration().yaml.replacing("routes:", with: "route:").replacing(
                    "assign: manual", with: "assign: random"),
                to: "inboxd.yaml")
            let result = try await CommandResult.of(Programs.inboxd, ["--config", file])
            #expect(result.ending == .exit(78))
            let findings = result.errors.split(separator: "\n")
            for word in ["route", "random"] {
                #expect(findings.contains { $0.hasPrefix("\(file):") && $0.contains(word) }, "\(result.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder.file("inbox.db")))
        }
    }
}
