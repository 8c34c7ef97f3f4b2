import Foundation
import Testing

extension Integration {
    /// Outgoing webhooks against a receiver that is not ours: the package of Standard Webhooks verifies each call.
    @Suite struct WebhookTests {
        private static let conversations = 4

        @Test func everyEscalationArrivesSignedWhateverHappens() async throws {
            let receiver = try await Receiver.start(refusing: 2)
            let daemon = try DaemonProcess(Self.configuration(port: receiver.port))
            try await daemon.start()
            for number in 1...Self.conversations {
                let message = StandardWebhook().message(id: "m\(number)", conversation: "c\(number)", text: "secretly")
                #expect(try await daemon.exchange(message).status == 200)
            }
            // The end of the process right behind an answer: it may have been written down, or not.
            _ = try await receiver.calls { $0.count >= 1 }
            try await daemon.kill()
            try await daemon.start()
            _ = try await receiver.calls { calls in calls.contains { $0["status"].int == 204 } }
            try await daemon.kill()
            try await daemon.start()
            let calls = try await receiver.calls { calls in
                Set(calls.filter { $0["status"].int == 204 }.map { $0["conversation"].int }).count == Self.conversations
            }
            #expect(calls.allSatisfy { $0["verified"].flag == true })
            #expect(calls.allSatisfy { $0["type"].text == "sla.escalation" && $0["step"].text == "breach" })
            #expect(calls.count >= Self.conversations + 2)
            // One id a conversation, however often it was called.
            let ids = Dictionary(grouping: calls) { $0["conversation"].int }.mapValues { Set($0.map { $0["id"].text }) }
            #expect(ids.values.allSatisfy { $0.count == 1 })
            #expect(Set(ids.values.flatMap { $0 }).count == Self.conversations)

            let tested = try await daemon.ctl("webhook", "test", "ops")
            #expect(tested.isDone, "\(tested.output)\(tested.errors)")
            _ = try await receiver.calls { calls in
                calls.contains { $0["type"].text == "webhook.test" && $0["verified"].flag == true }
            }
            let listed = try await eventually("nothing to wait") {
                let list = try await daemon.ctlJSON("webhook", "list")["items"].list
                return list.first?["waiting"].int == 0 ? list : nil
            }
            #expect(listed.map { $0["state"].text } == ["ok"])
            let metrics = try await daemon.get("/metrics").text
            #expect(metrics.contains(#"inboxd_webhook_calls{webhook="ops"} 0"#))
            #expect(metrics.contains(#"inboxd_webhook_failed_total{webhook="ops"} 0"#))
            let shown = try await daemon.ctl("config", "show")
            #expect(!(shown.output + daemon.log).contains(StandardWebhook.secret.dropFirst(6)))
            #expect(try await daemon.stop() == .exit(0))
        }

        private static func configuration(port: Int) -> TestConfiguration {
            TestConfiguration(
                more: """
                    calendars:
                      always: {timezone: UTC, hours: {mon-sun: "00:00-24:00"}}
                    sla:
                      quick:
                        calendar: always
                        targets: {normal: {first_response: {real: 1s}}}
                        escalate: [{clock: first_response, at: breach, do: [{webhook: ops}]}]
                    queues:
                      support: {assign: manual, sla: quick}
                    webhooks:
                      ops: {url: "http://127.0.0.1:\(port)/hook", secret: {file: webhook-secret}}
                    inboxes:
                      shop: {channel: webhook, settings: {secret: {file: webhook-secret}}}
                    routes:
                      queue: support
                    """)
        }
    }

    /// `tools/signatures/receive.py`.
    private final class Receiver: Sendable {
        let port: Int
        private let process: ChildProcess

        private init(_ process: ChildProcess, port: Int) {
            self.process = process
            self.port = port
        }

        deinit {
            // Passed on to the program by the one that watches its time.
            process.send(SIGTERM)
        }

        static func start(refusing count: Int) async throws -> Receiver {
            var environment = ProcessInfo.processInfo.environment
            environment["WEBHOOK_SECRET"] = StandardWebhook.secret
            let all = environment
            let process = try await offPool {
                try ChildProcess(
                    "\(Programs.root)/tools/signatures/run.sh", ["--receive", "--refuse", "\(count)"], environment: all)
            }
            do {
                let port = try await offPool {
                    try process.output.wait(for: "the receiver's port", within: 400) { text in
                        text.firstMatch(of: #/port=(\d+)/#).flatMap { Int($0.1) }
                    }
                }
                return Receiver(process, port: port)
            } catch {
                // Only a machine without Python or PyPI may go without; CI has both.
                guard process.ending == .exit(77), all["CI"] == nil else { throw error }
                try Test.cancel("\(process.errors.text)")
            }
        }

        /// The calls so far, once they are as they should be.
        func calls(_ areThere: @escaping @Sendable ([JSON]) throws -> Bool) async throws -> [JSON] {
            Self.calls(
                in: try await offPool { [process] in
                    try process.output.wait(for: "calls of the webhook", within: 90) { text in
                        (try? areThere(Self.calls(in: text))) == true ? text : nil
                    }
                })
        }

        private static func calls(in text: String) -> [JSON] {
            text.split(separator: "\n").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
                .compactMap { try? JSON(String($0)) }
        }
    }
}
