import Foundation
import Testing

extension Integration {
    /// Replies with files, from `inboxctl` through the daemon to a real SMTP server.
    @Suite(.enabled(if: SubmissionSink.isAvailable, "needs /usr/bin/python3 with aiosmtpd, and openssl"))
    struct ReplyFilesTests {
        @Test func filesReachTheCustomerThoughTheDaemonIsKilled() async throws {
            let sink = try await SubmissionSink()
            let daemon = try DaemonProcess(.mail().sending(to: sink.port))
            let folder = daemon.folder
            try await daemon.start()
            try await offPool { [socket = daemon.lmtpSocket] in
                // The server puts off the first mail to an address that begins so.
                let mail = LMTPClient.mail(id: "q1@b.example", text: "Where?").replacing(
                    "ada@b.example", with: "deferonce@b.example")
                let replies = try LMTPClient(socketPath: socket).deliver(mail, to: ["support@example.com"])
                #expect(replies.first?.hasPrefix("250") == true)
            }
            try await daemon.settled()
            let conversation = try #require(
                try await daemon.ctlJSON("conversation", "list")["items"].list.first?["id"].int)

            var random = SeededGenerator(seed: 7)
            let plan = Data((0..<3_000_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            let picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            try plan.write(to: URL(filePath: folder.file("Plan für März.bin")))
            try picture.write(to: URL(filePath: folder.file("map.png")))
            let reply = try await daemon.ctl(
                "conversation", "reply", "\(conversation)", "Here: [image: map.png] and the plan.", "--attach",
                folder.file("Plan für März.bin"), "--inline", folder.file("map.png"))
            try #require(reply.isDone, "\(reply.errors)")
            try await eventually("the reply to be put off") {
                try await daemon.ctlJSON("conversation", "show", "\(conversation)")["timeline"].list
                    .contains { $0["event"].text == "message.deferred" } ? () : nil
            }
            try await daemon.kill()
            try await daemon.start()

            let mail = try await sink.mail()
            try folder.write(mail, to: "received.eml")
            let parsed = try await CommandResult.of(
                Programs.inboxctl, ["mail", "parse", folder.file("received.eml"), "--json"])
            let json = try JSON(parsed.output)
            let attachments = json["attachments"].list
            #expect(attachments.map { $0["filename"].text } == ["map.png", "Plan für März.bin"])
            #expect(attachments.map { $0["size"].int } == [8, 3_000_000])
            let sums = try await CommandResult.of(
                "/usr/bin/sha256sum", [folder.file("map.png"), folder.file("Plan für März.bin")])
            let expected = sums.output.split(separator: "\n").map { String($0.prefix(64)) }
            #expect(attachments.map { $0["sha256"].text } == expected)
            #expect(json["text"].text?.hasPrefix("Here: [image: map.png] and the plan.\n") == true)
            let id = try #require(attachments[0]["content_id"].text)
            #expect(mail.contains("<img src=3D\"cid:") || json["html"].text?.contains("<img src=\"cid:\(id)\"") == true)
            #expect(mail.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        }

        @Test func whatIsTooLargeOrNotThereIsNotSent() async throws {
            let sink = try await SubmissionSink()
            let daemon = try DaemonProcess(.mail(limits: ["upload_size: 64KiB"]).sending(to: sink.port))
            try await daemon.start()
            try await offPool { [socket = daemon.lmtpSocket] in
                _ = try LMTPClient(socketPath: socket).deliver(
                    LMTPClient.mail(id: "q1@b.example", text: "Where?"), to: ["support@example.com"])
            }
            try await daemon.settled()
            try daemon.folder.write(String(repeating: "x", count: (64 << 10) + 1), to: "big.txt")
            let big = try await daemon.ctl(
                "conversation", "reply", "1", "Here.", "--attach", daemon.folder.file("big.txt"))
            #expect(big.ending == .exit(2))
            #expect(big.errors.contains("“big.txt” has more than 65536 bytes"))
            let none = try await daemon.ctl(
                "conversation", "reply", "1", "Here.", "--attach", daemon.folder.file("none.txt"))
            #expect(none.ending == .exit(2))
            let timeline = try await daemon.ctlJSON("conversation", "show", "1")["timeline"].list
            #expect(timeline.allSatisfy { $0["direction"].text != "outbound" })
        }
    }
}

extension TestConfiguration {
    /// The same, with replies going out by a server on this port.
    fileprivate func sending(to port: Int) -> TestConfiguration {
        var changed = self
        changed.more =
            more.replacing(
                "[support@example.com, help@example.com]",
                with: "[support@example.com, help@example.com], smtp: {url: \"smtp://127.0.0.1:\(port)\", tls: none}")
            + "\noutbox: {minimal_backoff: 1s, maximal_backoff: 2s}"
        return changed
    }
}
