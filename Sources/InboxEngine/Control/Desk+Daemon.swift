package import ControlAPI
import Foundation
import InboxConfig
package import InboxDomain
import InboxStore

extension Desk {
    package func status() async throws -> DaemonStatus {
        let graph = graph.current
        let now = time.now()
        let problems =
            daemon.problems()
            + graph.configuration.inboxes.keys.sorted()
            .filter { graph.adapters[$0] == nil }.map { "inbox \($0) does not run: see inboxd check" }
        return try await read { [daemon] connection in
            let overview = Overview(connection)
            let queues = try overview.queues(at: now)
            let outbox = try overview.outbox()
            let deliveries = try overview.deliveries()
            let byStatus = try overview.activeByStatus()
            return DaemonStatus(
                version: daemon.version, pid: Int(ProcessInfo.processInfo.processIdentifier),
                startedAt: Timestamp(daemon.startedAt),
                configurationLoadedAt: Timestamp(daemon.configurationLoadedAt),
                configurationFile: daemon.configurationFile, inboxes: graph.configuration.inboxes.count,
                queues: graph.configuration.queues.count,
                deliveries: DaemonStatus.Deliveries(
                    pending: deliveries.pending, quarantined: deliveries.quarantined,
                    oldestPendingAt: Timestamp(deliveries.oldestPendingAt)),
                conversations: DaemonStatus.Conversations(
                    byStatus: Dictionary(uniqueKeysWithValues: byStatus.map { ($0.rawValue, $1) }),
                    unassigned: queues.reduce(0) { $0 + $1.unassigned },
                    overdue: queues.reduce(0) { $0 + $1.overdue },
                    nextDueAt: Timestamp(queues.compactMap(\.nextDueAt).min())),
                outbox: DaemonStatus.Outbox(queued: outbox.queued, retrying: outbox.retrying, failed: outbox.failed),
                problems: deliveries.quarantined == 0
                    ? problems
                    : problems + ["\(deliveries.quarantined) deliveries are quarantined: inboxctl delivery list"])
        }
    }

    // MARK: - Routing

    package func routeTest(_ facts: RoutingFacts) async throws -> RouteDecision {
        let configuration = graph.current.configuration
        var facts = facts
        facts.receivedAt = facts.receivedAt ?? time.now()
        if facts.channel.isEmpty { facts.channel = configuration.inboxes[facts.inbox]?.channel ?? "" }
        return RouteDecision(configuration.routes.decide(facts))
    }

    // MARK: - Events

    package func events(_ query: EventQuery) async throws -> EventBatch {
        let deadline = time.now().adding(seconds: Int64(query.wait))
        while true {
            let seen = signals.changed.generation
            let batch = try await read { connection in
                let events = Events(connection)
                let last = try events.last()
                // Without a place to begin: the newest ones.
                let after = query.after.map { EventID($0) } ?? EventID(max(0, last.rawValue - Int64(query.limit)))
                let found = try events.after(after, limit: query.limit)
                return EventBatch(
                    events: try found.map { try EventRecord($0, connection: connection) },
                    last: found.last?.id.rawValue ?? max(after.rawValue, 0))
            }
            if !batch.events.isEmpty || time.now() >= deadline || Task.isCancelled { return batch }
            await signals.changed.wait(past: seen, until: deadline, time: time)
        }
    }

    // MARK: - Agents

    package func agents() async throws -> [AgentView] {
        let graph = graph.current
        return try await read { connection in
            let away = try Operations(connection).agentsAway()
            return try graph.configuration.agents.values.sorted { $0.name < $1.name }.map {
                AgentView(
                    $0, assigned: try Conversations(connection).activeCount(assignee: $0.name),
                    available: !away.contains($0.name))
            }
        }
    }

    package func setAvailability(_ agent: String, available: Bool, by caller: Caller) async throws -> AgentView {
        let agents = graph.current.configuration.agents
        guard let definition = agents[agent] else { throw Self.unknown("agent", agent, among: agents.keys) }
        guard caller.agent == agent || caller.role >= .operator else {
            throw ControlError(.refused, "only an operator may set another agent's availability")
        }
        var detail = JSONFields()
        detail.add("available", available)
        return try await change(by: caller, "agent.availability", on: agent, detail: detail) { connection, graph, now in
            try Operations(connection).setAvailable(agent, available, at: now)
            var data = JSONFields()
            data.add("agent", agent)
            data.add("available", available)
            try Events(connection).append(.agentAvailability, at: now, actor: caller.user, data: data)
            if available {
                try Assigner(connection: connection, graph: graph).assignWaiting(
                    for: agent, at: now, limit: definition.capacity ?? 50)
            }
            return AgentView(
                definition, assigned: try Conversations(connection).activeCount(assignee: agent),
                available: available)
        }
    }

    // MARK: - Configuration

    package func reload(by caller: Caller) async throws -> ReloadResult {
        let diagnostics = await daemon.reload()
        let applied = !diagnostics.contains { $0.severity == .error }
        var detail = JSONFields()
        detail.add("applied", applied)
        try await change(by: caller, "reload", on: daemon.configurationFile, detail: detail) { connection, _, now in
            if applied { try Events(connection).append(.configurationReloaded, at: now, actor: caller.user) }
        }
        return ReloadResult(applied: applied, diagnostics: diagnostics.map(DiagnosticView.init))
    }

    package func configurationText() async throws -> String {
        daemon.configurationText()
    }
}
