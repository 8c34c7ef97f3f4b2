/// Whoever has least to do.
package enum LeastLoaded {
    /// The suitable agent with the fewest active conversations; of several, the one whose turn it would be by
    /// `RoundRobin`. Deterministic, no effect.
    package static func pick(from pool: AssignmentPool, skills: [String] = []) -> AssignmentPick {
        switch pool.candidates(skills: skills) {
        case .failure(let reason): return .nobody(reason)
        case .success(let candidates):
            // `min` keeps the first of equals.
            let least = candidates.min { pool.openCount(of: $0) < pool.openCount(of: $1) }
            return least.map { .agent($0.name) } ?? .nobody(.nobodyHasCapacity)
        }
    }
}
