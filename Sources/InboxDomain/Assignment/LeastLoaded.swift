/// Whoever has least to do.
package enum LeastLoaded {
    /// The suitable agent whose active conversations weigh least; of several, the one whose turn it is by `RoundRobin`.
    package static func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, work: AssignmentWork = AssignmentWork()
    ) -> AssignmentPick {
        RoundRobin.pick(from: candidates, lastAssigned: lastAssigned, work: work) { suitable in
            // `min` keeps the first of equals.
            suitable.min { $0.load < $1.load }
        }
    }
}
