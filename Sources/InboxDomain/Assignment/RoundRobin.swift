/// Everybody in turn, in the order of the queue.
package enum RoundRobin {
    /// The first suitable agent after the one who was last, from the top where that one has left the queue.
    ///
    /// `candidates` are the queue's agents in its order. Suitable is who is available, has all the skills, has room, and
    /// did not just give the work back. Deterministic, no effect: the caller remembers whom it assigned.
    package static func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, work: AssignmentWork = AssignmentWork()
    ) -> AssignmentPick {
        pick(from: candidates, lastAssigned: lastAssigned, work: work) { $0.first }
    }

    /// Lets `choose` pick from the suitable ones, in the order of their turn. Nil for an empty list.
    static func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, work: AssignmentWork,
        choose: ([AssignmentCandidate]) -> AssignmentCandidate?
    ) -> AssignmentPick {
        guard !candidates.isEmpty else { return .nobody(.queueIsEmpty) }
        let start = candidates.firstIndex { $0.name == lastAssigned }.map { $0 + 1 } ?? 0
        let available = (candidates[start...] + candidates[..<start]).filter {
            $0.isAvailable && $0.name != work.except
        }
        guard !available.isEmpty else { return .nobody(.nobodyAvailable) }
        let skilled = available.filter { candidate in work.skills.allSatisfy(candidate.skills.contains) }
        guard !skilled.isEmpty else { return .nobody(.nobodySkilled(work.skills)) }
        let suitable = skilled.filter { $0.hasRoom(for: work.weight) }
        if let preferred = work.preferred, suitable.contains(where: { $0.name == preferred }) {
            return .sticky(preferred)
        }
        return choose(suitable).map { .agent($0.name) } ?? .nobody(.nobodyHasCapacity)
    }
}
