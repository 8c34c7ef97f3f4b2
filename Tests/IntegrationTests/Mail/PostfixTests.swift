import Foundation
import Testing

extension Integration {
    /// A Postfix hands its mail to the daemon.
    @Suite(.enabled("takes root, Postfix and swaks", { PostfixProcess.isAvailable }))
    struct PostfixTests {
        private static func daemon(lmtp: String = "lmtp.sock") throws -> DaemonProcess {
            let daemon = try DaemonProcess(.mail(lmtp: lmtp))
            chmod(daemon.folder.path, 0o755)
            return daemon
        }

        /// Sends a mail to Postfix, as any mail program does.
        private static func send(
            to postfix: PostfixProcess, recipients: [String], subject: String = "Parcel", body: String = "Where is it?",
            more: [String] = []
        ) async throws {
            let result = try await Swaks.run(
                [
                    "--server", "127.0.0.1:\(postfix.port)", "--from", "ada@b.example", "--to",
                    recipients.joined(separator: ","), "--header", "Subject: \(subject)", "--body", body,
                ] + more)
            try #require(result.isDone, "\(result.output)\(result.errors)")
        }

        @Test(arguments: ["lmtp.sock", "127.0.0.1:0"])
        func mailComesThrough(lmtp: String) async throws {
            let daemon = try Self.daemon(lmtp: lmtp)
            try await daemon.start()
            let postfix = try await PostfixProcess.start(
                transport: lmtp.contains(":")
                    ? "lmtp:inet:127.0.0.1:\(try daemon.lmtpPort)" : "lmtp:unix:\(daemon.lmtpSocket)")
            try await Self.send(
                to: postfix, recipients: ["support+order-7@example.com", "Sales@Example.com", "help@example.com"],
                body: "Grüße\\n.\\n..\\n.x\\nend")
            try await postfix.logs("status=sent", "250 2.0.0 <", "stored", times: 3)
            try await daemon.settled()
            let deliveries = try await daemon.ctlJSON("delivery", "list")["items"].list
            #expect(Set(deliveries.compactMap(\.["inbox"].text)) == ["support", "sales"])
            // The same mail to two of our addresses is one message, which knows both.
            #expect(Set(deliveries.compactMap(\.["state"].text)) == ["processed", "duplicate"])
            #expect(deliveries.count == 2)

            let id = try #require(deliveries.first { $0["inbox"].text == "support" }?["id"].int)
            let delivery = try await daemon.ctlJSON("delivery", "show", "\(id)", "--body")
            let headers = delivery["headers"].list.map { "\($0["name"]): \($0["value"])" }
            #expect(headers.contains("lmtp-mail-from: ada@b.example"), "\(headers)")
            #expect(headers.contains("lmtp-rcpt-to: support+order-7@example.com"), "\(headers)")
            #expect(headers.contains("lmtp-rcpt-to: help@example.com"), "\(headers)")
            let body = delivery["body"]["data"].text ?? ""
            #expect(body.contains("Grüße\r\n.\r\n..\r\n.x\r\nend\r\n"), "\(body.debugDescription)")
            #expect(try await postfix.queue().contains("Mail queue is empty"))
        }

        @Test func anUnknownAddressIsRefusedForGood() async throws {
            let daemon = try Self.daemon()
            try await daemon.start()
            let postfix = try await PostfixProcess.start(transport: "lmtp:unix:\(daemon.lmtpSocket)")
            try await Self.send(to: postfix, recipients: ["nobody@example.com", "support@example.com"])
            try await postfix.logs("to=<nobody@example.com>", "dsn=5.1.1", "status=bounced")
            try await postfix.logs("to=<support@example.com>", "status=sent")
            #expect(
                try await daemon.get("/metrics").text.contains(
                    #"inboxd_lmtp_refused_total{reason="unknown_recipient"} 1"#))
        }

        @Test func thePostfixKeepsTheMailWhileTheDaemonIsDown() async throws {
            let daemon = try Self.daemon()
            let postfix = try await PostfixProcess.start(transport: "lmtp:unix:\(daemon.lmtpSocket)")
            for number in 0..<5 {
                try await Self.send(to: postfix, recipients: ["support@example.com"], subject: "Number \(number)")
            }
            try await postfix.logs("status=deferred", times: 5)
            try await daemon.start()
            try await eventually("the queue to be empty", within: 60) {
                try await postfix.flush()
                return try await postfix.queue().contains("Mail queue is empty") ? () : nil
            }
            try await daemon.settled()
            let conversations = try await daemon.ctlJSON("conversation", "list")["items"].list
            #expect(Set(conversations.compactMap(\.["subject"].text)) == Set((0..<5).map { "Number \($0)" }))
            #expect(try await daemon.ctl("ledger", "check").isDone)
        }

        @Test func mailBeyondASCIIComesThrough() async throws {
            let daemon = try DaemonProcess(
                yaml: TestConfiguration.mail().yaml.replacing("sales@example.com", with: "пошта@example.com"))
            chmod(daemon.folder.path, 0o755)
            try await daemon.start()
            let postfix = try await PostfixProcess.start(transport: "lmtp:unix:\(daemon.lmtpSocket)")
            try await offPool { [port = postfix.port] in
                let connection = try ClientConnection(port: port)
                _ = try connection.line()
                let script =
                    "EHLO x\r\nMAIL FROM:<ünal@b.example> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<пошта@example.com>\r\n"
                try connection.send(script + "DATA\r\n")
                while try !connection.line().hasPrefix("354") {}
                try connection.send("From: ünal@b.example\r\nSubject: Посылка\r\n\r\nгде она?\r\n.\r\n")
                let reply = try connection.line()
                #expect(reply.hasPrefix("250"), "\(reply)")
            }
            try await postfix.logs("status=sent")
            try await daemon.settled()
            let conversations = try await daemon.ctlJSON("conversation", "list")["items"].list
            #expect(conversations.compactMap(\.["subject"].text) == ["Посылка"])
        }
    }
}
