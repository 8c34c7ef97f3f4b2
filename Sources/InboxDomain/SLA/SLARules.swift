/// The promise that is in force for a conversation: a policy, and the calendar that it names.
package struct SLARules: Sendable {
    package var policy: SLAPolicy
    package var workingTime: any WorkingTime

    package init(policy: SLAPolicy, workingTime: any WorkingTime) {
        self.policy = policy
        self.workingTime = workingTime
    }
}

extension SLAPolicy {
    /// Nil where the policy promises nothing of the kind at this priority.
    package func target(for kind: ClockKind, at priority: Priority) -> SLATarget? {
        targets[priority]?[kind]
    }
}
