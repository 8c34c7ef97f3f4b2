import Foundation
import Testing

extension Integration {
    /// A form on a website, answered by mail: in by HTTP, out by a real SMTP server, the customer's answer in by LMTP.
    @Suite(.enabled(if: SubmissionSink.isAvailable, "needs /usr/bin/python3 with aiosmtpd, and openssl"))
    struct ReplyViaTests {
        /// The server puts off the first mail to an address that begins so.
        private static let customer = "deferonce@b.example"

        @Test func aFormIsAnsweredByMailAndTheAnswerComesBack() async throws {
            let sink = try await SubmissionSink()
            let daemon = try DaemonProcess(.website(smtpPort: sink.port))
            try await daemon.start()
            let inbox = try await daemon.ctl("inbox", "show", "website")
            #expect(inbox.output.contains("replies  yes, answers through support"), "\(inbox.output)")
            try await send("Where is my parcel?", to: daemon)
            let id = try await conversation(daemon)
            #expect(try await daemon.ctlJSON("conversation", "show", id)["reply_via"].text == "support")

            // The acknowledgement is put off, an answer waits behind it, and the process is gone.
            try await eventually("the acknowledgement to be put off") {
                try await timeline(daemon, id).contains { $0["event"].text == "message.deferred" } ? () : nil
            }
            try daemon.folder.write("the plan", to: "plan.txt")
            let reply = try await daemon.ctl(
                "conversation", "reply", id, "It leaves today.", "--as", "alice", "--attach",
                daemon.folder.file("plan.txt"))
            try #require(reply.isDone, "\(reply.errors)")
            try await daemon.kill()
            try await daemon.start()

            let acknowledgement = try await sink.mail(1)
            #expect(acknowledgement.sender.isEmpty && acknowledgement.recipients == [Self.customer])
            #expect(acknowledgement.message.contains("Auto-Submitted: auto-replied"))
            let first = try await sink.mail(2)
            #expect(first.sender == "support@example.com" && first.recipients == [Self.customer])
            let parsed = try await parse(first.message, daemon)
            #expect(parsed["from"][0]["address"].text == "support@example.com")
            #expect(parsed["from"][0]["name"].text == "Alice Ng · Example Support")
            #expect(parsed["subject"].text == "Re: Order 17")
            #expect(parsed["text"].text?.hasPrefix("It leaves today.") == true)
            #expect(parsed["text"].text?.contains("> Where is my parcel?") == true, "\(parsed["text"])")
            #expect(parsed["attachments"][0]["filename"].text == "plan.txt")
            let back = try #require(parsed["reply_to"][0]["address"].text)
            #expect(back.hasPrefix("support+r\(id)."))

            try await answer(back, to: try #require(parsed["message_id"].text), daemon)
            #expect(try await conversation(daemon) == id)
            let detail = try await daemon.ctlJSON("conversation", "show", id)
            #expect(detail["conversation"]["status"].text == "open")
            #expect(
                detail["contact"]["identities"].list.map { $0["channel"].text ?? "" } == ["contact-form", "email"])
            let texts = detail["timeline"].list.compactMap { $0["text"].text }
            #expect(texts == ["Where is my parcel?", "We have it.", "It leaves today.", "At which hour?"])
            try await eventually("what they attached to be stored") {
                try await timeline(daemon, id).contains { $0["attachments"][0]["state"].text == "stored" } ? () : nil
            }

            try #require(try await daemon.ctl("conversation", "reply", id, "At noon.").isDone)
            let second = try await sink.mail(3)
            #expect(second.message.contains("In-Reply-To: <q2@b.example>"))
            #expect(second.message.contains("> At which hour?"))
            #expect(try await daemon.ctl("ledger", "check").isDone)
        }

        @Test func aReloadTakesTheWayAwayAndGivesItBack() async throws {
            let sink = try await SubmissionSink()
            // Long enough for the reload to come first.
            let configuration = TestConfiguration.website(smtpPort: sink.port, backoff: "5s", maximal: "10m")
            let daemon = try DaemonProcess(configuration)
            try await daemon.start()
            try await send("Where is my parcel?", to: daemon)
            let id = try await conversation(daemon)
            try daemon.folder.write(
                configuration.yaml.replacing("reply_via: support,", with: ""), to: "inboxd.yaml")
            try #require(try await daemon.ctl("reload").isDone)
            let refused = try await daemon.ctl("conversation", "reply", id, "It leaves today.")
            #expect(!refused.isDone)
            #expect(refused.errors.contains("channel “contact-form” cannot send"), "\(refused.errors)")
            #expect(refused.errors.contains("reply_via of inbox “website”"), "\(refused.errors)")
            // What was on its way waits, and says for what.
            try await eventually("the acknowledgement to be held") {
                try await timeline(daemon, id).contains {
                    $0["summary"].text?.contains("inbox website does not send any more") == true
                } ? () : nil
            }
            try daemon.folder.write(configuration.yaml, to: "inboxd.yaml")
            try #require(try await daemon.ctl("reload").isDone)
            // At once, and not with the next attempt.
            #expect(try await sink.mail(1).recipients == [Self.customer])
        }

        @Test(arguments: [
            ("reply_via: suport,", "did you mean “support”?"),
            ("reply_via: deaf,", "inbox “deaf” cannot send: it needs smtp:"),
            ("reply_via: shop,", "inbox “shop” is of the channel “webhook”, which is no mail"),
            ("reply_via: website,", "inbox “website” cannot answer through itself"),
        ])
        func whatWouldNotWorkIsAnError(line: String, finding: String) async throws {
            let folder = try TemporaryFolder()
            try folder.write(StandardWebhook.secret, to: "webhook-secret")
            let yaml = TestConfiguration.website(smtpPort: 25).yaml
            let right = try folder.write(yaml, to: "right.yaml")
            let checked = try await CommandResult.of(Programs.inboxd, ["check", "--config", right])
            #expect(checked.isDone, "\(checked.output)\(checked.errors)")
            let wrong = try folder.write(yaml.replacing("reply_via: support,", with: line), to: "inboxd.yaml")
            let result = try await CommandResult.of(Programs.inboxd, ["check", "--config", wrong])
            #expect(!result.isDone)
            #expect((result.output + result.errors).contains(finding), "\(result.output)\(result.errors)")
        }

        // MARK: - What the tests do

        private func send(_ text: String, to daemon: DaemonProcess) async throws {
            let fields = [("name", "Ada"), ("email", Self.customer), ("subject", "Order 17"), ("message", text)]
            let body = fields.map { "\($0)=\($1.replacing(" ", with: "+").replacing("?", with: "%3F"))" }
            let answer = try await daemon.exchange(
                ClientRequest(
                    target: "/in/website", headers: [("content-type", "application/x-www-form-urlencoded")],
                    body: Array(body.joined(separator: "&").utf8)))
            #expect(answer.status == 303)
            try await daemon.settled()
        }

        /// The only one that there is.
        private func conversation(_ daemon: DaemonProcess) async throws -> String {
            let all = try await daemon.ctlJSON("conversation", "list")["items"].list
            #expect(all.count == 1)
            return "\(try #require(all.first?["id"].int))"
        }

        private func timeline(_ daemon: DaemonProcess, _ id: String) async throws -> [JSON] {
            try await daemon.ctlJSON("conversation", "show", id)["timeline"].list
        }

        private func parse(_ mail: String, _ daemon: DaemonProcess) async throws -> JSON {
            try daemon.folder.write(mail, to: "received.eml")
            let parsed = try await CommandResult.of(
                Programs.inboxctl, ["mail", "parse", daemon.folder.file("received.eml"), "--json"])
            return try JSON(parsed.output)
        }

        /// The customer's mail, handed over by an MTA.
        private func answer(_ address: String, to id: String, _ daemon: DaemonProcess) async throws {
            let mail = """
                From: Ada <\(Self.customer)>
                To: \(address)
                Subject: Re: Order 17
                Message-ID: <q2@b.example>
                In-Reply-To: <\(id)>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                At which hour?
                --b
                Content-Type: application/pdf
                Content-Disposition: attachment; filename=bill.pdf
                Content-Transfer-Encoding: base64

                JVBERi0xLjc=
                --b--
                """.replacing("\n", with: "\r\n")
            try await offPool { [socket = daemon.lmtpSocket] in
                let replies = try LMTPClient(socketPath: socket).deliver(mail, from: Self.customer, to: [address])
                guard replies.first?.hasPrefix("250") == true else { throw ProcessFailure("\(replies)") }
            }
            try await daemon.settled()
        }
    }
}

extension TestConfiguration {
    /// A form that answers through an inbox of mail, which sends by a server on this machine.
    fileprivate static func website(smtpPort: Int, backoff: String = "1s", maximal: String = "2s") -> TestConfiguration
    {
        TestConfiguration(
            lmtp: "lmtp.sock",
            more: """
                agents:
                  alice: {name: Alice Ng}
                queues:
                  support: {assign: manual, agents: [alice]}
                auto_replies:
                  received: {text: "We have it."}
                outbox: {minimal_backoff: \(backoff), maximal_backoff: \(maximal)}
                inboxes:
                  support:
                    channel: email
                    address: support@example.com
                    from_name: Example Support
                    smtp: {url: "smtp://127.0.0.1:\(smtpPort)", tls: none}
                  deaf: {channel: email, address: deaf@example.com}
                  shop: {channel: webhook, settings: {secret: {file: webhook-secret}}}
                  website: {channel: contact-form, reply_via: support, settings: {thanks_url: "https://www.example.com/thanks"}}
                routes:
                  queue: support
                  children:
                    - match: {inbox: website}
                      auto_reply: received
                """)
    }
}
