import Foundation
import Testing

extension Integration {
    /// What customers attach, in the running daemon.
    @Suite struct AttachmentTests {
        private static func configuration(_ attachments: String) -> TestConfiguration {
            var configuration = TestConfiguration.mail()
            configuration.more += "\nattachments: \(attachments)"
            return configuration
        }

        private static func message(_ id: String, _ urls: [String]) -> ClientRequest {
            let event: [String: Any] = [
                "type": "message", "conversation": id, "sender": ["id": "\(id)@example.com"], "text": "look",
                "attachments": urls.map { ["kind": "file", "url": $0] },
            ]
            let body = (try? JSONSerialization.data(withJSONObject: event, options: .sortedKeys)) ?? Data()
            return StandardWebhook().request(id: id, body: Array(body))
        }

        private static func rows(_ daemon: DaemonProcess, _ state: String) async throws -> [JSON] {
            try await daemon.ctlJSON("attachment", "list", "--state", state)["items"].list
        }

        /// Killed in the middle of a body, and fetched whole after that, once.
        @Test func aFetchThatWasCutOffIsDoneAgain() async throws {
            guard let server = try await PythonFileServer() else { try Test.cancel("there is no python3") }
            let daemon = try DaemonProcess(
                Self.configuration("{allow_networks: [127.0.0.1], allow_http: true}"))
            try await daemon.start()
            let urls = ["/held/1", "/quick/2"].map { "http://127.0.0.1:\(server.port)\($0)" }
            #expect(try await daemon.exchange(Self.message("m1", urls)).status == 200)
            try await server.asked(times: 2)
            _ = try await eventually("the quick one to be stored") {
                try await Self.rows(daemon, "stored").count == 1 ? () : nil
            }
            try await daemon.kill()
            try await daemon.start()
            let stored = try await eventually("both to be stored") {
                let rows = try await Self.rows(daemon, "stored")
                return rows.count == 2 ? rows : nil
            }
            #expect(
                stored.compactMap { $0["stored_size"].int }.sorted()
                    == ["content of /held/1", "content of /quick/2"].map(\.count))
            let place = "\(stored[0]["message"].int ?? 0)/0"
            let saved = try await daemon.ctl("attachment", "save", place, "--output", "-")
            #expect(saved.output == "content of /held/1")
            #expect(server.requests.sorted() == ["/held/1", "/held/1", "/quick/2"])
            #expect(try await daemon.ctl("ledger", "check").isDone)
        }

        /// Whoever can write to an inbox cannot make the daemon ask its own machine.
        @Test func nothingOfThisMachineIsFetched() async throws {
            guard let server = try await PythonFileServer() else { try Test.cancel("there is no python3") }
            let daemon = try DaemonProcess(Self.configuration("{allow_http: true}"))
            try await daemon.start()
            let urls = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"].map {
                "http://\($0):\(server.port)/a"
            }
            #expect(try await daemon.exchange(Self.message("m1", urls)).status == 200)
            let missing = try await eventually("all to be missing") {
                let rows = try await Self.rows(daemon, "missing")
                return rows.count == 4 ? rows : nil
            }
            #expect(missing.allSatisfy { $0["reason"].text?.hasPrefix("address_refused: ") ?? false })
            #expect(server.requests.isEmpty)
            let page = try await daemon.get("/metrics").text
            #expect(page.contains(#"inboxd_attachment_fetches_total{inbox="shop",outcome="missing"} 4"#))
        }

        @Test func whatAMailBringsIsTakenOutOfIt() async throws {
            let daemon = try DaemonProcess(Self.configuration("{}"))
            try await daemon.start()
            let content = Data("%PDF-1.4 not much of one\n".utf8)
            let mail = """
                From: Ada <ada@b.example>
                To: support@example.com
                Subject: Invoice
                Message-ID: <invoice@b.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                Here it is.
                --b
                Content-Type: application/octet-stream; name="invoice.pdf"
                Content-Transfer-Encoding: base64

                \(content.base64EncodedString())
                --b--
                """.replacing("\n", with: "\r\n")
            try await offPool { [socket = daemon.lmtpSocket] in
                let replies = try LMTPClient(socketPath: socket).deliver(mail, to: ["support@example.com"])
                #expect(replies[0].hasPrefix("250"))
            }
            let stored = try await eventually("it to be stored") { try await Self.rows(daemon, "stored").first }
            #expect(stored["name"].text == "invoice.pdf" && stored["sniffed_type"].text == "application/pdf")
            let file = daemon.folder.file("saved.pdf")
            let saved = try await daemon.ctl("attachment", "save", "\(stored["message"].int ?? 0)/0", "--output", file)
            #expect(saved.isDone, "\(saved.errors)")
            #expect(try Data(contentsOf: URL(filePath: file)) == content)
            #expect(
                try await !daemon.ctl("attachment", "save", "\(stored["message"].int ?? 0)/0", "--output", file).isDone)
        }
    }
}
