import Crypto
import InboxConfig
import InboxDomain
package import InboxStore

/// Knows which version of each policy is in force: before a graph is put in force, it is compared with what the store
/// has, and what differs becomes a new version from now on.
package struct PolicyRegistry: Sendable {
    private let engine: any SQLEngine
    private let time: any TimeSource

    package init(engine: any SQLEngine, time: any TimeSource) {
        self.engine = engine
        self.time = time
    }

    /// The graph with its versions. Idempotent: equal rules make no new version. Throws where the store cannot be written.
    package func register(_ graph: EngineGraph) async throws -> EngineGraph {
        let configuration = graph.configuration
        var texts: [String: String] = [:]
        for (name, policy) in configuration.policies {
            guard let calendar = configuration.calendars[policy.calendar] else { continue }
            let zone = configuration.timeZones[policy.calendar] ?? "UTC"
            texts[name] = RulesArchive.text(of: policy, calendar: calendar, zone: zone)
        }
        let now = time.now()
        let found = texts
        var registered = graph
        registered.versions = try await engine.write(.work) { connection in
            let store = PolicyVersions(connection)
            var versions: [String: Int64] = [:]
            var known: [String: PolicyVersion] = [:]
            for version in try store.latest() {
                known[version.policy] = version
                versions[version.policy] = version.id
            }
            for (policy, text) in found.sorted(by: { $0.key < $1.key }) {
                let hash = Self.hash(text)
                if let last = known[policy], last.rules != nil, last.hash == hash { continue }
                versions[policy] = try store.insert(policy, hash: hash, rules: text, since: now)
            }
            for (policy, last) in known.sorted(by: { $0.key < $1.key }) where found[policy] == nil && last.rules != nil
            {
                versions[policy] = try store.insert(policy, hash: "", rules: nil, since: now)
            }
            return versions
        }
        return registered
    }

    private static func hash(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
