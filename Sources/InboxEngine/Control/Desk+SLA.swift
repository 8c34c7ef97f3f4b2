package import ControlAPI
import InboxConfig
package import InboxDomain
import InboxStore

extension Desk {
    /// Runs the clocks over the conversation's history again, under the promises that were in force.
    package func slaExplanation(_ id: ConversationID) async throws -> SLAExplanation {
        let graph = graph.current
        let now = time.now()
        return try await read { connection in
            guard let conversation = try Conversations(connection).find(id) else {
                throw ControlError(.notFound, "there is no conversation \(id)", hint: "inboxctl conversation list")
            }
            let replay = try ConversationHistory(of: conversation, connection: connection).replay(until: now) {
                try Self.timeline(of: $0, graph, connection)
            }
            return SLAExplanation(replay, at: now)
        }
    }

    /// The versions of a policy in the order in which they held.
    private static func timeline(
        of policy: String, _ graph: EngineGraph, _ connection: any SQLConnection
    ) throws -> [(since: Instant, rules: SLARules?)] {
        guard let current = graph.versions[policy] else {
            return [(Instant(milliseconds: .min), graph.rules(of: policy))]
        }
        return try PolicyVersions(connection).after(0, through: current, of: policy).map {
            ($0.since, $0.id == current ? graph.rules(of: policy) : $0.archived)
        }
    }
}
