import InboxConfig
import InboxDomain
import InboxStore

/// `return_after`: when an assignee loses a conversation.
extension ConversationUnit {
    /// When the conversation goes back, if nothing happens before; nil where nobody has it, it is not open, or its queue
    /// has no such rule. Time is counted in the calendar of its SLA policy, else it is real time. An assignee who left
    /// the configuration counts as away.
    func nextGiveBack() throws -> GiveBack? {
        guard conversation.status == .open, let agent = conversation.assignee,
            let limit = graph.configuration.queues[conversation.queue]?.returnAfter,
            let heldSince = conversation.heldSince
        else { return nil }
        var awaySince: Instant?
        if graph.configuration.agents[agent] == nil {
            awaySince = heldSince
        } else if let state = try Operations(connection).agentState(agent), !state.isAvailable {
            awaySince = state.since
        }
        return GiveBack.next(
            heldSince: heldSince, waitingSince: conversation.waitingSince, awaySince: awaySince, limit: limit * 1000,
            in: graph.rules(of: conversation.slaPolicy)?.workingTime)
    }

    /// Takes it from the assignee.
    mutating func giveBack(_ due: GiveBack) {
        var data = JSONFields()
        data.add("from", conversation.assignee)
        data.add("reason", due.reason.rawValue)
        let late = now.milliseconds(since: due.at)
        if late >= 1000 { data.add("late_by_seconds", late / 1000) }
        conversation.assignee = nil
        conversation.heldSince = nil
        append(.conversationReturned, at: due.at, data: data)
    }
}
