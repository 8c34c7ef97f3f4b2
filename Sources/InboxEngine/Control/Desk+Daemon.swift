import ChannelKit
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
            .filter { graph.adapters[$0] == nil }
            .map { "inbox \($0) does not work: \(graph.failures[$0] ?? "see inboxd check")" }
            + graph.channels.compactMap { graph.problem(ofOutdated: $0.name) }
        return try await read { [daemon] connection in
            let overview = Overview(connection)
            let queues = try overview.queues(at: now)
            let outbox = try overview.outbox()
            let deliveries = try overview.deliveries()
            let byStatus = try overview.activeByStatus()
            let webhooks = try Self.webhookProblems(connection, graph)
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
                problems: problems + webhooks
                    + queues.filter { graph.configuration.queues[$0.queue] == nil }.map {
                        "queue \($0.queue) left the configuration and \($0.active) conversations are in it: "
                            + "inboxctl queue reassign"
                    }
                    + (deliveries.quarantined == 0
                        ? [] : ["\(deliveries.quarantined) deliveries are quarantined: inboxctl delivery list"]))
        }
    }

    // MARK: - Routing

    package func routeTest(_ facts: RoutingFacts) async throws -> RouteDecision {
        let graph = graph.current
        var facts = facts
        facts.receivedAt = facts.receivedAt ?? time.now()
        if facts.channel.isEmpty { facts.channel = graph.configuration.inboxes[facts.inbox]?.channel ?? "" }
        let asked = facts
        // A predicate on the event may take its time.
        return await pool.run { RouteDecision(graph.routes.decide(asked)) }
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

    // MARK: - Channels

    package func channels() async throws -> [ChannelView] {
        let graph = graph.current
        return graph.channels.map { channel in
            ChannelView(
                name: channel.name, folder: channel.folder, state: channel.condition.rawValue,
                inboxes: graph.configuration.inboxes.values.filter { $0.channel == channel.name }.map(\.name).sorted(),
                problems: channel.problems.map(DiagnosticView.init))
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
