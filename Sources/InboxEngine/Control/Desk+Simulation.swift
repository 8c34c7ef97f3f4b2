package import ControlAPI
import InboxConfig
package import InboxDomain
import InboxStore

extension Desk {
    /// Conversations of one page: each is read with its whole history.
    private static let largestPage = 100

    package func simulationRecords(since: Instant, page: PageRequest) async throws -> Page<SimulationRecord> {
        let graph = graph.current
        let limit = min(page.limit, Self.largestPage)
        guard let after = Int64(page.cursor ?? "0"), after >= 0 else {
            throw ControlError(.invalid, "“\(page.cursor ?? "")” is no cursor", hint: "give back `next`")
        }
        return try await read { connection in
            let found = try Conversations(connection).created(since: since, after: ConversationID(after), limit: limit)
            return Page(
                items: try found.map { try Self.record($0, graph, connection) },
                next: found.count == limit ? found.last.map { "\($0.id)" } : nil)
        }
    }

    private static func record(
        _ conversation: Conversation, _ graph: EngineGraph, _ connection: any SQLConnection
    ) throws -> SimulationRecord {
        let history = try ConversationHistory(of: conversation, connection: connection)
        let message = try history.firstMessage.flatMap { try Messages(connection).find($0) }
        let contact = try Contacts(connection).find(conversation.contact)
        var facts = RouteTestRequest()
        facts.channel = conversation.channel
        facts.inbox = conversation.inbox
        facts.from = conversation.address
        facts.fromName = contact?.name
        facts.subject = message?.subject ?? conversation.subject
        facts.text = message?.text ?? ""
        facts.locale = contact?.locale
        facts.attachments = message?.attachments.map(\.kind.rawValue)
        facts.contact = contact?.attributes
        facts.known = true
        facts.at = Timestamp(conversation.createdAt)
        let decision = graph.routes.decide(try facts.facts())
        let policy = decision.slaPolicy ?? graph.configuration.queues[decision.queue]?.slaPolicy
        return SimulationRecord(
            conversation: conversation.id.rawValue, facts: facts,
            routed: SimulationRecord.Routed(
                queue: decision.queue, priority: decision.priority.rawValue, policy: policy),
            policy: history.policy,
            events: history.entries.map { entry in
                switch entry.step {
                case .event(let event): HistoryEvent(at: Timestamp(entry.at), event)
                case .policy(let policy): HistoryEvent(at: Timestamp(entry.at), policy: policy)
                }
            },
            verdicts: try Clocks(connection).all(of: conversation.id).filter { $0.state != .cancelled }.map {
                SimulationRecord.Verdict(clock: $0.kind.rawValue, run: $0.run, breached: $0.breachedAt != nil)
            })
    }
}
