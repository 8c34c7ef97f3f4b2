import BusinessTime
import InboxConfig
import InboxDomain
import Testing

@Suite struct RulesArchiveTests {
    private static func policy(_ actions: [EscalationStep.Action]) -> SLAPolicy {
        SLAPolicy(
            name: "standard", calendar: "always", targets: [.normal: [.firstResponse: .working(3_600_000)]],
            escalations: [
                EscalationStep(clock: .firstResponse, moment: .fraction(125), actions: actions),
                EscalationStep(clock: .firstResponse, moment: .breach(offset: -1_800_000), actions: actions),
                EscalationStep(clock: .firstResponse, moment: .breach(offset: 0), actions: actions),
                EscalationStep(clock: .firstResponse, moment: .breach(offset: 14_400_000), actions: actions),
            ])
    }

    private static func text(_ policy: SLAPolicy) -> String {
        RulesArchive.text(of: policy, calendar: Calendar(name: "always"), zone: "UTC")
    }

    /// Whatever the steps name is gone by then.
    @Test func aPolicyIsReadBackWithAllThatItsStepsName() throws {
        let policy = Self.policy([
            .priority(.urgent), .queue("late"), .assign("bob"), .tag("late"), .note("look"),
            .notify(["assignee", "alice", "lead@example.com"]), .webhook("ops"),
        ])
        #expect(try #require(RulesArchive.rules(from: Self.text(policy))).policy == policy)
    }

    /// Else every policy would count as changed by an update of the program.
    @Test func aPolicyWithoutWebhooksIsWrittenAsBeforeThereWereAny() {
        #expect(!Self.text(Self.policy([.tag("late")])).contains("webhooks"))
        #expect(Self.text(Self.policy([.webhook("ops")])).contains("webhooks: [ops]"))
    }
}
