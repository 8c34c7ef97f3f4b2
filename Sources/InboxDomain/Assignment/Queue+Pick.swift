extension QueueDefinition {
    /// Whom the queue's own way of assigning picks, and if nobody, why.
    package func decide(
        from candidates: [AssignmentCandidate], lastAssigned: String?, skills: [String] = []
    ) -> AssignmentPick {
        switch assignment {
        case .manual: .nobody(.queueIsManual)
        case .roundRobin: RoundRobin.pick(from: candidates, lastAssigned: lastAssigned, skills: skills)
        case .leastLoaded: LeastLoaded.pick(from: candidates, lastAssigned: lastAssigned, skills: skills)
        }
    }

    /// The name of that agent; nil where nobody can take it.
    package func pick(
        from candidates: [AssignmentCandidate], lastAssigned: String?, skills: [String] = []
    ) -> String? {
        decide(from: candidates, lastAssigned: lastAssigned, skills: skills).name
    }
}
