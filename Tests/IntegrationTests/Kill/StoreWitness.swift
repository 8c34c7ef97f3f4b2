import Foundation
import InboxStore

/// Looks into the store of a daemon that does not run, past everything but the engine.
struct StoreWitness {
    /// How often each delivery, by its `webhook-id`, stands in the ledger.
    var deliveries: [String: Int] = [:]
    /// How many messages each became.
    var messages: [String: Int] = [:]
    /// Deliveries by state.
    var states: [String: Int] = [:]

    init(database: String) async throws {
        let engine = try SQLiteEngine(path: database)
        let found = try await engine.read { connection in
            (
                headers: try connection.rows("SELECT headers FROM delivery_bodies") { $0.text(0) },
                messages: try connection.rows("SELECT provider_id FROM messages WHERE direction = 'inbound'") {
                    $0.text(0)
                },
                states: try connection.rows("SELECT state, count(*) FROM deliveries GROUP BY state") {
                    ($0.text(0), Int($0.int(1)))
                }
            )
        }
        await engine.close()
        for headers in found.headers {
            let pairs = try JSONDecoder().decode([[String]].self, from: Data(headers.utf8))
            for pair in pairs where pair.first == "webhook-id" { deliveries[pair[1], default: 0] += 1 }
        }
        for id in found.messages { messages[id, default: 0] += 1 }
        states = Dictionary(uniqueKeysWithValues: found.states)
    }
}
