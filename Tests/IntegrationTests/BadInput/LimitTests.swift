import Foundation
import Testing

extension Integration {
    /// One sender cannot take what others need.
    @Suite struct LimitTests {
        static let beginnings: [(name: String, bytes: String)] = [
            ("nothing", ""), ("half a header", "POST /in/shop HTTP/1.1\r\nhost: loc"),
            ("half a body", "POST /in/shop HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf"),
        ]

        @Test(arguments: beginnings.indices)
        func slowSendersAreCutOff(beginning: Int) async throws {
            let daemon = try DaemonProcess(TestConfiguration(limits: ["header_timeout: 1s", "body_timeout: 1s"]))
            try await daemon.start()
            let port = try daemon.port
            let status = try await offPool {
                let connection = try ClientConnection(port: port)
                try connection.send(Self.beginnings[beginning].bytes)
                let status = try connection.response().status
                #expect(try connection.isClosed())
                return status
            }
            #expect(status == 408)
        }

        @Test func connectionsOverTheLimitAreToldToComeAgain() async throws {
            let daemon = try DaemonProcess(TestConfiguration(limits: ["connections: 2"]))
            try await daemon.start()
            let port = try daemon.port
            let refused = try await offPool {
                let health = ClientRequest(method: "GET", target: "/healthz")
                let served = [try ClientConnection(port: port), try ClientConnection(port: port)]
                for connection in served { _ = try connection.exchange(health) }
                let answer = try ClientConnection(port: port).response()
                for connection in served { _ = try connection.exchange(health) }
                return answer
            }
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] != nil)
            try await eventually("the daemon to take connections again") {
                try await daemon.get("/healthz").status == 200 ? () : nil
            }
        }

        @Test func requestsOverTheLimitAreToldToComeAgain() async throws {
            let daemon = try DaemonProcess(TestConfiguration(limits: ["in_flight: 1"]))
            try await daemon.start()
            let port = try daemon.port
            // Each request is in flight for as long as its fsync takes: among several senders some meet.
            let answers = try await withThrowingTaskGroup(of: [ClientResponse].self) { group in
                for sender in 0..<8 {
                    group.addTask {
                        try await offPool {
                            let connection = try ClientConnection(port: port)
                            return try (0..<100).map { number in
                                try connection.exchange(
                                    StandardWebhook().message(id: "s\(sender)-\(number)", conversation: "c", text: "Hi")
                                )
                            }
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let refused = answers.filter { $0.status == 503 }
            #expect(!refused.isEmpty)
            #expect(refused.allSatisfy { $0.headers["retry-after"] != nil })
            #expect(Set(answers.map(\.status)).isSubset(of: [200, 503]))
            try await daemon.settled()
            let counts = try await daemon.control("/v1/ledger/check")["inboxes"][0]["counts"]
            #expect(counts["received"].int == answers.count - refused.count)
        }
    }
}
