import Foundation
import Testing

extension Integration {
    /// Files of replies that a vendor fetches from the running daemon.
    @Suite struct FileLinkTests {
        /// The channel `webhook`, but for a vendor who is told where a file is: in the path, which the stand-in shows.
        private func daemon(answering standIn: StandInProcess) throws -> DaemonProcess {
            let daemon = try DaemonProcess()
            var configuration = TestConfiguration()
            configuration.publicURL = "https://inbox.example.com"
            configuration.channels = daemon.folder.file("channels")
            try daemon.folder.write(configuration.yaml, to: "inboxd.yaml")
            let files = FileManager.default
            try files.createDirectory(atPath: configuration.channels, withIntermediateDirectories: true)
            try files.copyItem(
                atPath: "\(Programs.root)/channels/webhook", toPath: daemon.folder.file("channels/webhook"))
            let manifest = try String(
                contentsOfFile: daemon.folder.file("channels/webhook/channel.yaml"), encoding: .utf8)
            try daemon.folder.write(
                manifest.replacing(
                    "  program: send.jq\n", with: "  program: send.jq\n  attachments: {size: 1MB, link: true}\n"),
                to: "channels/webhook/channel.yaml")
            try daemon.folder.write(
                """
                .attachments[0].link[("https://inbox.example.com" | length):]
                | {method: "POST", url: "http://127.0.0.1:\(standIn.port)\\(.)/reply"}
                """, to: "channels/webhook/send.jq")
            return daemon
        }

        @Test func theVendorFetchesWhatItWasTold() async throws {
            let standIn = try await StandInProcess.start()
            let daemon = try daemon(answering: standIn)
            try await daemon.start()
            let message = StandardWebhook().message(id: "m1", conversation: "c", text: "Where?")
            #expect(try await daemon.exchange(message).status == 200)
            try await daemon.settled()
            let conversation = try #require(
                try await daemon.ctlJSON("conversation", "list")["items"].list.first?["id"].int)
            var random = SeededGenerator(seed: 7)
            let plan = Data((0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            try plan.write(to: URL(filePath: daemon.folder.file("plan.pdf")))
            let reply = try await daemon.ctl(
                "conversation", "reply", "\(conversation)", "--attach", daemon.folder.file("plan.pdf"))
            try #require(reply.isDone, "\(reply.errors)")

            let line = try await standIn.line(with: "/files/")
            let told = try #require(line.split(separator: " ").first { $0.hasPrefix("/files/") })
            let path = String(told.dropLast("/reply".count))
            let found = try await daemon.exchange(ClientRequest(method: "GET", target: path))
            #expect(found.status == 200 && found.body == Array(plan))
            let other = path.replacing("/files/", with: "/files/1")
            #expect(try await daemon.exchange(ClientRequest(method: "GET", target: other)).status == 404)
            try await daemon.kill()
            try await daemon.start()
            #expect(try await daemon.exchange(ClientRequest(method: "GET", target: path)).body == Array(plan))
        }
    }
}
