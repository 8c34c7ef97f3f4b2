import Foundation
import Testing

extension Integration {
    /// What cannot be understood is kept whole, and holds nothing else up.
    @Suite struct QuarantineTests {
        /// A daemon whose `webhook` channel is a copy that a test may spoil and mend.
        private struct OwnChannel {
            let daemon: DaemonProcess
            private let original: String

            init() throws {
                var configuration = TestConfiguration()
                configuration.channels = "channels"
                daemon = try DaemonProcess(configuration)
                let folder = daemon.folder.file("channels")
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: "\(Programs.root)/channels/webhook", toPath: "\(folder)/webhook")
                original = try String(contentsOfFile: "\(folder)/webhook/normalize.jq", encoding: .utf8)
            }

            /// Puts a step before the channel's own program.
            func prepend(_ step: String) throws {
                let definitions = original.components(separatedBy: "\nif type == \"array\"")
                try daemon.folder.write(
                    definitions[0] + "\n(\(step)) |\nif type == \"array\"" + definitions[1],
                    to: "channels/webhook/normalize.jq")
            }

            func reload() async throws {
                let result = try await daemon.ctl("reload")
                guard result.isDone else { throw ProcessFailure("reload: \(result.output)\(result.errors)") }
            }
        }

        @Test func aBodyThatIsNoJSONIsKeptWhole() async throws {
            let daemon = try DaemonProcess()
            try await daemon.start()
            let body = "type=message&text=hello"
            #expect(try await daemon.exchange(StandardWebhook().request(id: "m", body: Array(body.utf8))).status == 200)
            try await daemon.settled()
            let listed = try await daemon.ctlJSON("delivery", "list", "--state", "quarantined")["items"]
            #expect(listed.list.count == 1)
            #expect(listed[0]["reason"].text == "not_json")
            let shown = try await daemon.control("/v1/deliveries/\(listed[0]["id"].int ?? 0)?body=1")
            #expect(shown["body"]["data"].text == body)
            #expect(try await daemon.ctl("ledger", "check").isDone)
        }

        @Test func whatTheChannelDidNotMapIsReplayedAfterTheFix() async throws {
            let own = try OwnChannel()
            try await own.daemon.start()
            let body = #"{"kind":"message","conversation":"c","sender":{"id":"ann"},"text":"Hi"}"#
            let request = StandardWebhook().request(id: "m1", body: Array(body.utf8))
            #expect(try await own.daemon.exchange(request).status == 200)
            try await own.daemon.settled()
            let listed = try await own.daemon.ctlJSON("delivery", "list", "--state", "quarantined")["items"]
            try #require(listed.list.count == 1)
            #expect(listed[0]["reason"].text == "mapping_failed")

            try own.prepend("if .kind then .type = .kind | del(.kind) else . end")
            try await own.reload()
            let replayed = try await own.daemon.ctlJSON("delivery", "replay", "--state", "quarantined")
            #expect(replayed["replayed"].int == 1)
            try await own.daemon.settled()
            #expect(try await own.daemon.ctlJSON("delivery", "list", "--state", "quarantined")["items"].list.isEmpty)
            #expect(try await own.daemon.ctlJSON("conversation", "list")["items"].list.count == 1)
        }

        @Test func aProgramThatLoopsQuarantinesItsDeliveryAlone() async throws {
            let own = try OwnChannel()
            try own.prepend("def forever: forever; if .text == \"loop\" then forever else . end")
            try await own.daemon.start()
            for (id, text) in [("m1", "before"), ("m2", "loop"), ("m3", "after")] {
                let request = StandardWebhook().message(id: id, conversation: id, text: text)
                #expect(try await own.daemon.exchange(request).status == 200)
            }
            try await own.daemon.settled()
            let listed = try await own.daemon.ctlJSON("delivery", "list", "--state", "quarantined")["items"]
            #expect(listed.list.count == 1)
            #expect(listed[0]["reason"].text == "time_limit")
            #expect(try await own.daemon.ctlJSON("conversation", "list")["items"].list.count == 2)
        }
    }
}
