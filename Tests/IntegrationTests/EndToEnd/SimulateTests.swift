import Foundation
import InboxStore
import Testing

extension Integration {
    /// `inboxctl simulate` against a daemon with a history: it tells what would have been, and changes nothing.
    @Suite struct SimulateTests {
        private static let rules = """
            calendars:
              always: {timezone: UTC, hours: {mon-sun: ["00:00-24:00"]}}
            sla:
              standard: {calendar: always, targets: {normal: {first_response: 4h, resolution: 40h}}}
              slow: {calendar: always, targets: {normal: {first_response: 30h}}}
            queues:
              support: {sla: standard, assign: manual}
              billing: {sla: slow, assign: manual}
            inboxes:
              shop: {channel: webhook, settings: {secret: {file: webhook-secret}}}
            routes:
              queue: support
              priority: normal
              children:
                - {match: {text: "*invoice*"}, queue: billing}
            """

        @Test func aChangedConfigurationIsTriedOnWhatWasStored() async throws {
            let configuration = TestConfiguration(more: Self.rules)
            let daemon = try DaemonProcess(configuration)
            try await daemon.start()
            for (number, text) in ["Where is my parcel?", "My invoice is wrong", "Hello"].enumerated() {
                let message = StandardWebhook().message(id: "m\(number)", conversation: "c\(number)", text: text)
                #expect(try await daemon.exchange(message).status == 200)
                try await daemon.settled()
            }
            #expect(try await daemon.stop() == .exit(0))
            let before = try await Self.content(of: daemon.database)
            try await daemon.start()

            let same = try await Self.simulate(daemon.configurationPath, daemon)
            #expect(same.count == 1)
            #expect(same.last?["conversations"].int == 3)
            #expect(same.last?["different"].int == 0)

            var changed = configuration
            changed.more = changed.more.replacing("*invoice*", with: "*parcel*").replacing(
                ", resolution: 40h", with: "")
            let lines = try await Self.simulate(daemon.folder.write(changed.yaml, to: "changed.yaml"), daemon)
            try #require(lines.count == 4)
            #expect(lines.map { $0["conversation"].int } == [1, 2, 3, nil])
            #expect(lines[0]["queue"]["from"].text == "support")
            #expect(lines[0]["queue"]["to"].text == "billing")
            #expect(lines[0]["policy"]["to"].text == "slow")
            #expect(lines[0]["verdicts"].list.map { $0["clock"].text } == ["resolution 1"])
            #expect(lines[1]["queue"]["to"].text == "support")
            #expect(lines[1]["policy"]["from"].text == "slow")
            #expect(lines[1]["verdicts"].list.isEmpty)
            #expect(lines[2]["queue"].text == nil)
            #expect(lines[2]["verdicts"][0]["from"].text == "not breached")
            #expect(lines[2]["verdicts"][0]["to"].text == "none")
            for (key, count) in [("conversations", 3), ("different", 3), ("queue", 2), ("policy", 2), ("verdict", 2)] {
                #expect(lines[3][key].int == count, "\(key)")
            }

            #expect(try await daemon.ctlJSON("queue", "show", "billing")["items"].list.map { $0["id"].int } == [2])
            #expect(try await daemon.stop() == .exit(0))
            #expect(try await Self.content(of: daemon.database) == before)
        }

        private static func simulate(_ file: String, _ daemon: DaemonProcess) async throws -> [JSON] {
            let result = try await daemon.ctl("simulate", "--config", file, "--since", "1d", "--json")
            #expect(result.isDone, "\(result.output)\(result.errors)")
            return try result.output.split(separator: "\n").map { try JSON(String($0)) }
        }

        /// Every row of every table of a store that nobody has open.
        private static func content(of database: String) async throws -> [String] {
            let engine = try SQLiteEngine(path: database)
            let rows = try await engine.read { connection in
                let tables = try connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'") { $0.text(0) }
                return try tables.flatMap { table in
                    let columns = try connection.rows("SELECT name FROM pragma_table_info('\(table)')") { $0.text(0) }
                    let row = columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")
                    return try connection.rows("SELECT '\(table) ' || \(row) FROM \(table) ORDER BY 1") { $0.text(0) }
                }
            }
            await engine.close()
            return rows
        }
    }
}
