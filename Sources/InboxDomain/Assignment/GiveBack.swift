/// When an agent gives a conversation back, by `return_after` of its queue.
package struct GiveBack: Sendable, Hashable {
    package enum Reason: String, Sendable, CaseIterable, Hashable {
        /// The customer waits, and the agent did nothing.
        case silent
        /// The agent is away.
        case away
    }

    package var at: Instant
    package var reason: Reason

    package init(at: Instant, reason: Reason) {
        self.at = at
        self.reason = reason
    }

    /// The earlier of two: `limit` after both the agent had the conversation before them and the customer waits; `limit`
    /// after both they had it and went away. Nil where the agent is here and nobody waits.
    ///
    /// - Parameters:
    ///   - heldSince: When the agent got it, or last showed that they work on it, or it was last opened.
    ///   - waitingSince: The oldest customer message without an answer.
    ///   - awaySince: When the agent went away; nil where they are here.
    ///   - limit: Milliseconds, of working time where there is a calendar.
    package static func next(
        heldSince: Instant, waitingSince: Instant?, awaySince: Instant?, limit: Int64, in hours: (any WorkingTime)?
    ) -> GiveBack? {
        func due(_ since: Instant) -> Instant? {
            let start = max(since, heldSince)
            return hours.map { $0.due(from: start, milliseconds: limit) } ?? start.adding(milliseconds: limit)
        }
        let silent = waitingSince.flatMap(due).map { GiveBack(at: $0, reason: .silent) }
        let away = awaySince.flatMap(due).map { GiveBack(at: $0, reason: .away) }
        guard let silent, let away else { return silent ?? away }
        return silent.at < away.at ? silent : away
    }
}
