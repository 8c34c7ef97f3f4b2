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
        do {
            return try await change(by: caller, "queue.reassign", on: name, detail: detail) { connection, graph, now in
                let result = try Self.reassign(name, request, filter, connection, graph, now, by: caller)
                if request.dryRun { throw PlannedReassignment(result: result) }
                return result
            }
        } catch let plan as PlannedReassignment {
            return plan.result
        }
    }

    private static func reassign(
        _ name: String, _ request: ReassignRequest, _ filter: ConversationFilter?, _ connection: any SQLConnection,
        _ graph: EngineGraph, _ now: Instant, by caller: Caller
    ) throws -> ReassignResult {
        guard request.to != name else {
            throw ControlError(.invalid, "the conversations are in “\(name)” already", hint: "name another --to")
        }
        _ = try queue(request.to, in: graph)
        var result = ReassignResult(
            from: name, to: request.to, dryRun: request.dryRun, moved: 0, deadlines: ReassignResult.Deadlines())
        let found = try ConversationSearch(connection).find(filter, queue: name, now: now)
        if found.isEmpty, graph.configuration.queues[name] == nil {
            throw unknown("queue", name, among: graph.configuration.queues.keys)
        }
        for conversation in found {
            var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: now)
            try unit.advance(to: now)
            let before = unit.clocks.clocks
            let dueBefore = unit.clocks.nextDueAt
            try unit.move(to: request.to, at: now, actor: caller.user, reason: "queue_reassigned")
            try unit.save()
            result.moved += 1
            result.deadlines.count(before: before, after: unit.clocks.clocks, now: now)
            if result.sample.count < 10 {
                result.sample.append(
                    ReassignResult.Example(
                        conversation: conversation.id.rawValue,
                        contact: try ContactName(connection).of(conversation),
                        dueBefore: Timestamp(dueBefore), dueAfter: Timestamp(unit.clocks.nextDueAt)))
            }
        }
        if result.moved > 0 {
            try Assigner(connection: connection, graph: graph, now: now).assignWaiting(
                in: request.to, at: now, limit: result.moved)
            var data = JSONFields()
            data.add("from", name)
            data.add("to", request.to)
            data.add("moved", Int64(result.moved))
            try Events(connection).append(.queueReassigned, at: now, actor: caller.user, data: data)
        }
        return result
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

extension ReassignResult.Deadlines {
    /// Counts what became of the unfinished clocks of one conversation.
    mutating func count(before: [Clock], after: [Clock], now: Instant) {
        for clock in before where clock.stoppedAt == nil {
            let new = after.first { $0.kind == clock.kind && $0.run == clock.run }
            guard let new, new.state != .cancelled else {
                none += 1
                continue
            }
            switch (clock.dueAt, new.dueAt) {
            case (let old?, let due?) where due < old: sooner += 1
            case (let old?, let due?) where due > old: later += 1
            default: unchanged += 1
            }
            if let due = new.dueAt, due != clock.dueAt, due <= now { breaching += 1 }
        }
    }
}
