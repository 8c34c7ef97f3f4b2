/// Everybody in turn, in the order of the queue.
package enum RoundRobin {
    /// The first suitable agent after the one who was last; from the top where that one has left the queue.
    /// Deterministic, no effect: the caller remembers whom it assigned.
    package static func pick(from pool: AssignmentPool, skills: [String] = []) -> AssignmentPick {
        switch pool.candidates(skills: skills) {
        case .failure(let reason): .nobody(reason)
        case .success(let candidates): candidates.first.map { .agent($0.name) } ?? .nobody(.nobodyHasCapacity)
        }
    }
}
