import Foundation
import Glibc
import Loopback
import Testing

extension Integration {
    /// What machines answer, all the way: our mail out through a Postfix, its notification back by LMTP.
    @Suite(.enabled("takes root, Postfix and swaks", { PostfixProcess.isAvailable }))
    struct BounceTests {
        /// A daemon that sends through a Postfix which hands mail for example.com back to it.
        private struct Setup {
            let daemon: DaemonProcess
            let postfix: PostfixProcess

            static func start() async throws -> Setup {
                let port = try FreePort.find()
                let daemon = try DaemonProcess(.answeringMail(smtpPort: port))
                chmod(daemon.folder.path, 0o755)
                try await daemon.start()
                let postfix = try await PostfixProcess.start(
                    transport: "lmtp:unix:\(daemon.lmtpSocket)", port: port, localDomain: "customers.example")
                return Setup(daemon: daemon, postfix: postfix)
            }

            /// Delivers a mail by LMTP, and waits until it is processed.
            func receive(
                from sender: String, id: String, subject: String = "Parcel", returnPath: String? = nil,
                fields: [String] = []
            ) async throws {
                let head =
                    ["From: \(sender)", "To: support@example.com", "Subject: \(subject)", "Message-ID: <\(id)>"]
                    + fields
                let mail = (head + ["", "Where is it?"]).joined(separator: "\r\n")
                try await offPool { [socket = daemon.lmtpSocket] in
                    let client = try LMTPClient(socketPath: socket)
                    let replies = try client.deliver(
                        mail, from: returnPath ?? sender, to: ["support@example.com"])
                    guard replies.first?.hasPrefix("250") == true else { throw ProcessFailure("\(replies)") }
                }
                try await daemon.settled()
            }

            /// The conversation that began with a mail from there.
            func conversation(with address: String) async throws -> String {
                let found = try await daemon.ctlJSON("conversation", "list", "is:open")["items"].list
                for item in found {
                    guard let id = item["id"].int else { continue }
                    let detail = try await show("\(id)")
                    if detail["contact"]["identities"].list.contains(where: { $0["address"].text == address }) {
                        return "\(id)"
                    }
                }
                throw ProcessFailure("no conversation with \(address): \(found)")
            }

            func show(_ conversation: String) async throws -> JSON {
                try await daemon.ctlJSON("conversation", "show", conversation)
            }

            func reply(_ conversation: String, _ text: String) async throws -> CommandResult {
                try await daemon.ctl("conversation", "reply", conversation, text, "--as", "alice")
            }

            func waitFor(_ state: String, of text: String, in conversation: String) async throws -> JSON {
                try await eventually("“\(text)” to be \(state)", within: 60) {
                    let entry = try await show(conversation)["timeline"].list.last { $0["text"].text == text }
                    return entry?["state"].text == state ? entry : nil
                }
            }

            /// Lines of Postfix's log that tell of a mail to the address that went out.
            func sent(to address: String) -> Int {
                postfix.log.split(separator: "\n").count {
                    $0.contains("to=<\(address)>") && $0.contains("status=sent")
                }
            }
        }

        private static func clocks(_ conversation: JSON) -> [String] {
            conversation["clocks"].list.map { clock in
                "\(clock["kind"]) \(clock["run"]) \(clock["state"]) \(clock["started_at"]) \(clock["due_at"])"
            }
        }

        @Test func aMailThatComesBackFailsAndIsOwedAgain() async throws {
            let setup = try await Setup.start()
            try await setup.receive(from: "gone@customers.example", id: "1@customers.example")
            let conversation = try await setup.conversation(with: "gone@customers.example")
            let text = "It leaves our depot today."
            try #require(try await setup.reply(conversation, text).isDone)
            // Postfix takes it, knows no such user, and says so to the envelope's sender: us.
            try await setup.postfix.logs("to=<gone@customers.example>", "dsn=5.1.1", "status=bounced")
            let entry = try await setup.waitFor("failed", of: text, in: conversation)
            #expect(entry["error"].text?.contains("unknown user") == true, "\(entry)")

            let detail = try await setup.show(conversation)
            let clocks = detail["clocks"].list
            #expect(clocks.first { $0["kind"].text == "first_response" }?["state"].text == "running", "\(clocks)")
            let undeliverable = detail["mail"]["undeliverable"][0]
            #expect(undeliverable["address"].text == "gone@customers.example", "\(detail["mail"])")
            #expect(undeliverable["reason"].text?.contains("unknown user") == true, "\(detail["mail"])")

            // The notification is kept, in the conversation that it is about, and answered by nobody.
            let deliveries = try await setup.daemon.ctlJSON("delivery", "list")["items"].list
            let last = try #require(deliveries.compactMap(\.["id"].int).max())
            let explained = try await setup.daemon.ctlJSON("thread", "explain", "\(last)")
            #expect(explained["decisions"][0]["rule"].text == "bounce", "\(explained)")
            #expect(explained["decisions"][0]["conversation"].int.map(String.init) == conversation)

            let refused = try await setup.reply(conversation, "Once more.")
            #expect(!refused.isDone)
            #expect(refused.errors.contains("unknown user"), "\(refused.errors)")
            #expect(try await setup.daemon.ctl("ledger", "check").isDone)
        }

        @Test func anAbsenceNoteTouchesNoClockAndGetsNoAnswer() async throws {
            let setup = try await Setup.start()
            let address = "away@away.example"
            try await setup.receive(from: address, id: "1@away.example")
            let conversation = try await setup.conversation(with: address)
            // The acknowledgement.
            try await setup.postfix.logs("to=<\(address)>", "status=sent")
            try #require(try await setup.reply(conversation, "It leaves today.").isDone)
            _ = try await setup.waitFor("sent", of: "It leaves today.", in: conversation)
            try await setup.postfix.logs("to=<\(address)>", "status=sent", times: 2)

            let before = try await setup.show(conversation)
            try await setup.receive(
                from: address, id: "2@away.example", subject: "Automatic reply: Parcel", returnPath: "",
                fields: ["Auto-Submitted: auto-replied", "In-Reply-To: <1@away.example>"])
            let after = try await setup.show(conversation)
            #expect(after["timeline"].list.contains { $0["subject"].text == "Automatic reply: Parcel" }, "\(after)")
            #expect(Self.clocks(after) == Self.clocks(before))
            #expect(after["conversation"]["status"].text == before["conversation"]["status"].text)

            // One that begins a conversation starts no clock either.
            try await setup.receive(
                from: "robot@away.example", id: "3@away.example", subject: "Out of office",
                fields: ["Auto-Submitted: auto-generated"])
            let robot = try await setup.conversation(with: "robot@away.example")
            #expect(Self.clocks(try await setup.show(robot)).isEmpty)

            // Answers leave in order: when a person's later mail has its own, theirs will never come.
            try await setup.receive(from: "ada@away.example", id: "4@away.example")
            try await setup.postfix.logs("to=<ada@away.example>", "status=sent")
            #expect(setup.sent(to: address) == 2)
            #expect(setup.sent(to: "robot@away.example") == 0)
        }
    }
}

extension TestConfiguration {
    /// An inbox of mail that acknowledges, owes answers, and sends through a server on this machine.
    fileprivate static func answeringMail(smtpPort: Int) -> TestConfiguration {
        TestConfiguration(
            lmtp: "lmtp.sock",
            more: """
                calendars:
                  always: {timezone: UTC, hours: {mon-sun: ["00:00-24:00"]}}
                sla:
                  standard:
                    calendar: always
                    targets: {normal: {first_response: 4h, next_response: 8h, resolution: 40h}}
                agents:
                  alice: {name: Alice Ng}
                queues:
                  support: {sla: standard, assign: manual, agents: [alice]}
                auto_replies:
                  received: {subject: We have your message, text: "Thank you. We answer soon."}
                inboxes:
                  support:
                    channel: email
                    address: support@example.com
                    smtp: {url: "smtp://127.0.0.1:\(smtpPort)", tls: none}
                routes:
                  queue: support
                  auto_reply: received
                """)
    }
}
