extension QueueDefinition {
    /// Whom the queue's own way of assigning picks, and if nobody, why. `work.preferred` counts where the queue is
    /// sticky.
    package func decide(
        from candidates: [AssignmentCandidate], lastAssigned: String?, work: AssignmentWork = AssignmentWork()
    ) -> AssignmentPick {
        var work = work
        if !isSticky { work.preferred = nil }
        return switch assignment {
        case .manual: .nobody(.queueIsManual)
        case .roundRobin: RoundRobin.pick(from: candidates, lastAssigned: lastAssigned, work: work)
        case .leastLoaded: LeastLoaded.pick(from: candidates, lastAssigned: lastAssigned, work: work)
        }
    }
}
