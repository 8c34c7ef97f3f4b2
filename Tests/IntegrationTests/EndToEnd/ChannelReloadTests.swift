import Foundation
import Testing

extension Integration {
    /// The files of a channel change under a running daemon.
    @Suite struct ChannelReloadTests {
        /// A daemon whose channels are copies, in a folder of its own.
        private func daemon() throws -> DaemonProcess {
            let daemon = try DaemonProcess()
            var configuration = TestConfiguration()
            configuration.channels = daemon.folder.file("channels")
            try daemon.folder.write(configuration.yaml, to: "inboxd.yaml")
            try FileManager.default.createDirectory(
                atPath: daemon.folder.file("channels"), withIntermediateDirectories: true)
            for name in ["webhook", "telegram"] {
                try FileManager.default.copyItem(
                    atPath: "\(Programs.root)/channels/\(name)", toPath: daemon.folder.file("channels/\(name)"))
            }
            return daemon
        }

        private func file(_ name: String, _ daemon: DaemonProcess) throws -> String {
            try String(contentsOfFile: daemon.folder.file("channels/webhook/\(name)"), encoding: .utf8)
        }

        private func post(_ id: String, _ daemon: DaemonProcess) async throws -> Int {
            try await daemon.exchange(StandardWebhook().message(id: id, conversation: "c", text: "Hi")).status
        }

        @Test func aBrokenChangeKeepsTheLastGoodVersionAndAGoodOneTakesEffect() async throws {
            let daemon = try daemon()
            try await daemon.start()
            #expect(try await post("m1", daemon) == 200)
            let good = try file("channel.yaml", daemon)

            // Nobody reloads: the change itself is noticed.
            try daemon.folder.write(good.replacing("verify:", with: "verfy:"), to: "channels/webhook/channel.yaml")
            try await daemon.waitForLog("its last good version stays in use")
            #expect(try await post("m2", daemon) == 200)
            let inbox = try #require(try await daemon.control("/v1/inboxes")["items"].list.first)
            #expect(inbox["state"].text == "outdated")
            #expect(inbox["problem"].text?.contains("channel.yaml:") == true)
            #expect(inbox["problem"].text?.contains("verify") == true)
            let listed = try await daemon.ctl("channel", "list")
            #expect(listed.ending == .exit(1))
            #expect(listed.output.contains("outdated"))
            #expect(listed.output.contains("unused"))
            #expect(listed.errors.contains("channels/webhook/channel.yaml:"))
            #expect(listed.errors.contains("verify"))
            let strict = try await CommandResult.of(Programs.inboxd, ["check", "--config", daemon.configurationPath])
            #expect(strict.ending == .exit(78))

            let program = try file("normalize.jq", daemon)
            try daemon.folder.write(good, to: "channels/webhook/channel.yaml")
            try daemon.folder.write("ignored(\"not_today\")", to: "channels/webhook/normalize.jq")
            try await daemon.waitForLog("Channels were read anew.", times: 2)
            try await eventually("the channel to be in use as it stands", within: 30) {
                try await daemon.control("/v1/inboxes")["items"].list.first?["state"].text == "ok" ? () : nil
            }
            #expect(try await post("m3", daemon) == 200)
            try await daemon.settled()
            #expect(try await daemon.counts(of: "shop")["ignored"].int == 1)

            // As editors do it: written beside, and moved into its place. And by a reload, which finds nothing new.
            let beside = try daemon.folder.write(program, to: "channels/webhook/normalize.jq.new")
            _ = rename(beside, daemon.folder.file("channels/webhook/normalize.jq"))
            #expect(try await daemon.ctl("reload").isDone)
            #expect(try await post("m4", daemon) == 200)
            try await daemon.settled()
            #expect(try await daemon.counts(of: "shop")["processed"].int == 3)
        }

        @Test func aDaemonStartsWithABrokenChannelAndItsInboxComesBack() async throws {
            let daemon = try daemon()
            let good = try file("channel.yaml", daemon)
            try daemon.folder.write("name: webhook\n", to: "channels/webhook/channel.yaml")
            let strict = try await CommandResult.of(Programs.inboxd, ["check", "--config", daemon.configurationPath])
            #expect(strict.ending == .exit(78))
            #expect(strict.errors.contains("channels/webhook/channel.yaml:"))

            try await daemon.start()
            let refused = try await daemon.exchange(StandardWebhook().message(id: "m1", conversation: "c", text: "Hi"))
            #expect(refused.status == 503)
            let inbox = try #require(try await daemon.control("/v1/inboxes")["items"].list.first)
            #expect(inbox["state"].text == "failing")
            #expect(inbox["problem"].text?.contains("webhook") == true)
            #expect(try await daemon.get("/readyz").status == 200)

            try daemon.folder.write(good, to: "channels/webhook/channel.yaml")
            try await daemon.waitForLog("Channels were read anew.")
            #expect(try await post("m1", daemon) == 200)
            try await daemon.settled()
            #expect(try await daemon.counts(of: "shop")["processed"].int == 1)
            #expect(
                try await daemon.control("/v1/channels")["items"].list.map { $0["state"].text } == ["unused", "ok"])
        }
    }
}
