package import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore

extension Desk {
    /// Moves all that match in one transaction. A dry run does the same and takes it back, so its figures are those of
    /// the real thing.
    package func reassignQueue(
        _ name: String, _ request: ReassignRequest, by caller: Caller
    ) async throws -> ReassignResult {
        let filter = try request.where.map(Self.filter)
        var detail = JSONFields()
        detail.add("to", request.to)
        detail.add("where", request.where)
        let graph = graph.current
        guard request.to != name else {
            throw ControlError(.invalid, "the conversations are in “\(name)” already", hint: "name another --to")
        }
        _ = try Self.queue(request.to, in: graph)
        do {
            return try await change(
                by: caller, "queue.reassign", on: name, detail: detail,
                preparedBy: { connection, graph, now in
                    let move = try Self.move(name, request, graph, now, by: caller)
                    let plan = try move.plan(filter, connection)
                    if plan.count == 0, graph.configuration.queues[name] == nil {
                        throw Self.unknown("queue", name, among: graph.configuration.queues.keys)
                    }
                    return (move, plan)
                }
            ) { connection, prepared, graph, now in
                let (move, plan) = prepared
                if request.dryRun {
                    let outcome = try move.finish(plan, connection)
                    throw PlannedReassignment(result: try Self.result(request, move, plan, outcome, connection))
                }
                let outcome = try move.write(plan, connection)
                if plan.count > 0 { try Self.conclude(move, plan, connection) }
                return try Self.result(request, move, plan, outcome, connection)
            }
        } catch let plan as PlannedReassignment {
            return plan.result
        }
    }

    private static func move(
        _ name: String, _ request: ReassignRequest, _ graph: EngineGraph, _ now: Instant, by caller: Caller
    ) throws -> QueueMove {
        QueueMove(
            source: name, target: try queue(request.to, in: graph), graph: graph, now: now, actor: caller.user,
            reason: "queue_reassigned")
    }

    /// Gives out what can be given out there, and records the move as one.
    private static func conclude(_ move: QueueMove, _ plan: QueueMove.Plan, _ connection: any SQLConnection) throws {
        try Assigner(connection: connection, graph: move.graph, now: move.now).assignWaiting(
            in: move.target.name, at: move.now, limit: plan.count)
        var data = JSONFields()
        data.add("from", move.source)
        data.add("to", move.target.name)
        data.add("moved", Int64(plan.count))
        try Events(connection).append(.queueReassigned, at: move.now, actor: move.actor, data: data)
    }

    private static func result(
        _ request: ReassignRequest, _ move: QueueMove, _ plan: QueueMove.Plan, _ outcome: QueueMove.Outcome,
        _ connection: any SQLConnection
    ) throws -> ReassignResult {
        let shift = outcome.deadlines
        let examples = outcome.sample.sorted { $0.key < $1.key }.map(\.value)
        let names = try ConversationHeadlines(connection).of(examples.map(\.conversation.id))
        return ReassignResult(
            from: move.source, to: move.target.name, dryRun: request.dryRun, moved: plan.count,
            deadlines: ReassignResult.Deadlines(
                sooner: shift.sooner, later: shift.later, unchanged: shift.unchanged, none: shift.none,
                breaching: shift.breaching),
            sample: examples.map { example in
                let conversation = example.conversation
                return ReassignResult.Example(
                    conversation: conversation.id.rawValue,
                    contact: names[conversation.id]?.contactName ?? conversation.address,
                    dueBefore: Timestamp(example.dueBefore), dueAfter: Timestamp(example.dueAfter))
            })
    }

    /// Parses a filter, its mistakes put into the API's words.
    static func filter(_ text: String) throws(ControlError) -> ConversationFilter {
        do {
            return try ConversationFilter(parsing: text)
        } catch {
            throw ControlError(.invalid, "\(error)", hint: "for instance: is:unassigned due:<2h tag:vip")
        }
    }
}

/// Thrown to take a dry run's transaction back; carries what it found out.
struct PlannedReassignment: Error {
    var result: ReassignResult
}
