/// Whoever has least to do.
package enum LeastLoaded {
    /// The suitable agent with the fewest active conversations; of several, the one whose turn it is by `RoundRobin`.
    package static func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, skills: [String] = []
    ) -> AssignmentPick {
        RoundRobin.pick(from: candidates, lastAssigned: lastAssigned, skills: skills) { suitable in
            // `min` keeps the first of equals.
            suitable.min { $0.openConversations < $1.openConversations }
        }
    }
}
