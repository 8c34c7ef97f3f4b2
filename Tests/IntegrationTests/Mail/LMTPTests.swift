import Foundation
import Testing

extension Integration {
    /// The LMTP server in the running daemon.
    @Suite struct LMTPTests {
        @Test func addressesChangeWithAReload() async throws {
            let daemon = try DaemonProcess(.mail())
            try await daemon.start()
            let box = try await offPool { [socket = daemon.lmtpSocket] in
                let client = try LMTPClient(socketPath: socket)
                #expect(
                    try client.deliver(LMTPClient.mail(id: "1@b", text: "Hi"), to: ["info@example.com"])[0]
                        .hasPrefix("503"))
                try client.ask("RSET")
                return LMTPClientBox(client)
            }
            try daemon.folder.write(
                TestConfiguration.mail().yaml.replacing("sales@example.com", with: "info@example.com"),
                to: "inboxd.yaml")
            daemon.send(SIGHUP)
            try await daemon.waitForLog("The configuration was reloaded.")
            // In the session that was open before.
            try await offPool {
                let replies = try box.client.deliver(LMTPClient.mail(id: "1@b", text: "Hi"), to: ["info@example.com"])
                #expect(replies == ["250 2.0.0 <info@example.com> stored"])
            }
        }

        @Test func stoppingTellsIdleSessionsAndFinishesMessages() async throws {
            let daemon = try DaemonProcess(.mail())
            try await daemon.start()
            let boxes = try await offPool { [socket = daemon.lmtpSocket] in
                let idle = try LMTPClient(socketPath: socket)
                let busy = try LMTPClient(socketPath: socket)
                try busy.ask("MAIL FROM:<a@b>")
                try busy.ask("RCPT TO:<support@example.com>")
                #expect(try busy.ask("DATA").hasPrefix("354"))
                return [LMTPClientBox(idle), LMTPClientBox(busy)]
            }
            daemon.send(SIGTERM)
            try await offPool { [socket = daemon.lmtpSocket] () throws in
                #expect(try boxes[0].client.reply().hasPrefix("421 4.3.2"))
                #expect(try boxes[0].client.connection.isClosed())
                #expect(throws: ClientError.self) { try LMTPClient(socketPath: socket) }
                let busy = boxes[1].client
                #expect(try busy.ask("Message-ID: <last@b>\r\n\r\nHi\r\n.") == "250 2.0.0 <support@example.com> stored")
                #expect(try busy.reply().hasPrefix("421 4.3.2"))
            }
            #expect(try await daemon.ended(within: 15) == .exit(0))
            #expect(!FileManager.default.fileExists(atPath: daemon.lmtpSocket))
            try await daemon.start()
            try await daemon.settled()
            #expect(try await daemon.counts(of: "support")["processed"].int == 1)
        }

        @Test func sessionsAreLimited() async throws {
            let daemon = try DaemonProcess(.mail(limits: ["mail_sessions: 2"]))
            try await daemon.start()
            try await offPool { [socket = daemon.lmtpSocket] in
                let open = try [LMTPClient(socketPath: socket), LMTPClient(socketPath: socket)]
                let refused = try ClientConnection(socketPath: socket)
                #expect(try refused.line().hasPrefix("421 4.3.2"))
                #expect(try refused.isClosed())
                #expect(try open[0].ask("NOOP").hasPrefix("250"))
            }
        }

        @Test func chunksAreTaken() async throws {
            let daemon = try DaemonProcess(.mail())
            try await daemon.start()
            try await offPool { [socket = daemon.lmtpSocket] in
                let client = try LMTPClient(socketPath: socket)
                try client.ask("MAIL FROM:<a@b> BODY=8BITMIME")
                try client.ask("RCPT TO:<support@example.com>")
                let head = "Subject: In chunks\r\nMessage-ID: <c@b>\r\n\r\n"
                let body = String(repeating: "Where is my parcel?\r\n", count: 20_000)
                try client.connection.send("BDAT \(head.utf8.count)\r\n\(head)BDAT \(body.utf8.count) LAST\r\n\(body)")
                #expect(try client.reply() == "250 2.0.0 \(head.utf8.count) bytes")
                #expect(try client.reply() == "250 2.0.0 <support@example.com> stored")
                #expect(try client.ask("QUIT").hasPrefix("221"))
            }
            try await daemon.settled()
            let conversations = try await daemon.ctlJSON("conversation", "list")["items"].list
            #expect(conversations.compactMap(\.["subject"].text) == ["In chunks"])
        }

        @Test func twoInboxesCannotHaveOneAddress() async throws {
            let folder = try TemporaryFolder()
            let yaml = TestConfiguration.mail().yaml.replacing(
                "address: sales@example.com", with: "address: Help@Example.com")
            let file = try folder.write(yaml, to: "inboxd.yaml")
            try folder.write(StandardWebhook.secret, to: "webhook-secret")
            let result = try await CommandResult.of(Programs.inboxd, ["--config", file])
            #expect(result.ending == .exit(78))
            #expect(result.errors.contains("address help@example.com"), "\(result.errors)")
        }
    }
}
