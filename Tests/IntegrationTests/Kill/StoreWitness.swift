import Foundation
import InboxStore

/// Looks into the store of a daemon that does not run, past everything but the engine.
struct StoreWitness {
    /// How often each delivery, by its `webhook-id` or Message-ID, stands in the ledger.
    var deliveries: [String: Int] = [:]
    /// How many messages each became.
    var messages: [String: Int] = [:]
    /// Deliveries by state.
    var states: [String: Int] = [:]
    /// Why deliveries were quarantined, and how many.
    var quarantined: [String: Int] = [:]

    private static let quarantined = """
        SELECT coalesce(reason, '-'), coalesce(detail, '-'), count(*) FROM deliveries
        WHERE state = 'quarantined' GROUP BY 1, 2
        """

    init(database: String) async throws {
        let engine = try SQLiteEngine(path: database)
        let found = try await engine.read { connection in
            (
                headers: try connection.rows("SELECT headers FROM delivery_bodies") { $0.text(0) },
                // Those of the mails that `LMTPClient` makes; a large one is a file.
                mails: try connection.rows("SELECT coalesce(substr(body, 1, 400), '') FROM delivery_bodies") {
                    String(decoding: $0.blob(0), as: UTF8.self)
                },
                messages: try connection.rows("SELECT provider_id FROM messages WHERE direction = 'inbound'") {
                    $0.text(0)
                },
                states: try connection.rows("SELECT state, count(*) FROM deliveries GROUP BY state") {
                    ($0.text(0), Int($0.int(1)))
                },
                quarantined: try connection.rows(Self.quarantined) {
                    ("\($0.text(0)): \($0.text(1))", Int($0.int(2)))
                }
            )
        }
        await engine.close()
        for headers in found.headers {
            let pairs = try JSONDecoder().decode([[String]].self, from: Data(headers.utf8))
            for pair in pairs where pair.first == "webhook-id" { deliveries[pair[1], default: 0] += 1 }
        }
        for mail in found.mails {
            guard let start = mail.range(of: "Message-ID: <"), let end = mail[start.upperBound...].firstIndex(of: ">")
            else { continue }
            deliveries[String(mail[start.upperBound..<end]), default: 0] += 1
        }
        for id in found.messages { messages[id, default: 0] += 1 }
        quarantined = Dictionary(uniqueKeysWithValues: found.quarantined)
        states = Dictionary(uniqueKeysWithValues: found.states)
    }

    /// Takes a delivery out, as a broken disk would.
    static func removeDelivery(_ id: Int64, from database: String) async throws {
        let engine = try SQLiteEngine(path: database)
        _ = try await engine.write(.work) { connection in
            try connection.execute("DELETE FROM deliveries WHERE id = ?", [.int(id)])
        }
        await engine.close()
    }
}
