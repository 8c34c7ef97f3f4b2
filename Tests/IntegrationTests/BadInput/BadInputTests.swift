import Foundation
import Testing

extension Integration {
    /// What is not as it should be, and what it gets.
    @Suite struct BadInputTests {
        static let forgeries: [(name: String, request: @Sendable () -> ClientRequest, reason: String)] = [
            (
                "no signature",
                {
                    var request = StandardWebhook().message(id: "m", conversation: "c", text: "Hi")
                    request.headers.removeAll { $0.name == "webhook-signature" }
                    return request
                }, "signature_missing"
            ),
            (
                "another key",
                {
                    StandardWebhook(secret: "whsec_" + Data(repeating: 7, count: 32).base64EncodedString())
                        .message(id: "m", conversation: "c", text: "Hi")
                }, "signature_wrong"
            ),
            (
                "one byte changed",
                {
                    var request = StandardWebhook().message(id: "m", conversation: "c", text: "Hi")
                    request.body[request.body.count / 2] ^= 1
                    return request
                }, "signature_wrong"
            ),
            (
                "an hour old", { StandardWebhook().request(id: "m", body: Array("{}".utf8), age: 3600) },
                "timestamp_stale"
            ),
            (
                "an hour ahead", { StandardWebhook().request(id: "m", body: Array("{}".utf8), age: -3600) },
                "timestamp_stale"
            ),
        ]

        @Test func forgedDeliveriesAreRefusedCountedAndNotStored() async throws {
            let daemon = try DaemonProcess()
            try await daemon.start()
            for forgery in Self.forgeries {
                let response = try await daemon.exchange(forgery.request())
                #expect(response.status == 401, "\(forgery.name)")
            }
            let metrics = try await daemon.get("/metrics").text
            for (reason, count) in Dictionary(grouping: Self.forgeries, by: \.reason).mapValues(\.count) {
                let sample = #"inboxd_deliveries_rejected_total{inbox="shop",reason="\#(reason)"} \#(count)"#
                #expect(metrics.contains(sample), "\(reason)")
            }
            #expect(try await daemon.control("/v1/deliveries")["items"].list.isEmpty)
        }

        @Test func theStatusIsTheOneThatTheVendorWants() async throws {
            let demo = try await Demonstration.start()
            let wrong = ClientRequest(
                target: "/in/demo-telegram", headers: [("x-telegram-bot-api-secret-token", "wrong")],
                body: Array(#"{"update_id":1}"#.utf8))
            #expect(try await demo.daemon.exchange(wrong).status == 403)
            #expect(try await demo.daemon.control("/v1/deliveries")["items"].list.isEmpty)
        }

        @Test func anUnknownInboxIsNotThere() async throws {
            let daemon = try DaemonProcess()
            try await daemon.start()
            let request = StandardWebhook(inbox: "shp").message(id: "m", conversation: "c", text: "Hi")
            #expect(try await daemon.exchange(request).status == 404)
        }

        @Test func aBodyOverTheLimitIsRefusedByItsLengthAndWhileItStreams() async throws {
            let daemon = try DaemonProcess(TestConfiguration(limits: ["body: 64KiB"]))
            try await daemon.start()
            let port = try daemon.port
            let announced = try await offPool {
                let connection = try ClientConnection(port: port)
                try connection.send("POST /in/shop HTTP/1.1\r\nhost: localhost\r\ncontent-length: 65537\r\n\r\n")
                return try connection.response()
            }
            #expect(announced.status == 413)
            let streamed = try await offPool {
                let connection = try ClientConnection(port: port)
                try connection.send("POST /in/shop HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n")
                let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
                for _ in 0...16 { try connection.send(chunk) }
                return try connection.response()
            }
            #expect(streamed.status == 413)
            let fitting = StandardWebhook().message(
                id: "m", conversation: "c", text: String(repeating: "x", count: 60_000))
            #expect(try await daemon.exchange(fitting).status == 200)
        }
    }
}
