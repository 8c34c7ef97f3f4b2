/// Everybody in turn, in the order of the queue.
package enum RoundRobin {
    /// The first suitable agent after the one who was last, from the top where that one has left the queue.
    ///
    /// `candidates` are the queue's agents in its order. Suitable is who is available, has all the skills, and has
    /// capacity to spare. Deterministic, no effect: the caller remembers whom it assigned.
    package static func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, skills: [String] = []
    ) -> AssignmentPick {
        pick(from: candidates, lastAssigned: lastAssigned, skills: skills) { $0.first }
    }

    /// Lets `choose` pick from the suitable ones, in the order of their turn. Nil for an empty list.
    static func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, skills: [String],
        choose: ([AssignmentCandidate]) -> AssignmentCandidate?
    ) -> AssignmentPick {
        guard !candidates.isEmpty else { return .nobody(.queueIsEmpty) }
        let start = candidates.firstIndex { $0.agent.name == lastAssigned }.map { $0 + 1 } ?? 0
        let available = (candidates[start...] + candidates[..<start]).filter(\.isAvailable)
        guard !available.isEmpty else { return .nobody(.nobodyAvailable) }
        let skilled = available.filter { candidate in skills.allSatisfy(candidate.agent.skills.contains) }
        guard !skilled.isEmpty else { return .nobody(.nobodySkilled(skills)) }
        let suitable = skilled.filter { $0.spareCapacity ?? .max > 0 }
        return choose(suitable).map { .agent($0.agent.name) } ?? .nobody(.nobodyHasCapacity)
    }
}
