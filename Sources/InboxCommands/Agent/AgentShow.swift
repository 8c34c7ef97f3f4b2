import ArgumentParser
import ControlAPI

struct AgentShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "An agent, their queues, and what they work on, most urgent first.")

    @Argument(help: "The agent's short name.")
    var agent: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let detail = try await client(session).get(["v1", "agents", agent], as: AgentDetail.self)
        show(detail, session) { detail, style in
            let now = session.now()
            let agent = detail.agent
            var fields = FieldList()
            fields.add("agent", "\(agent.name), \(agent.fullName)", .strong)
            fields.add("email", agent.email)
            let since =
                (agent.available ? agent.availableSince : agent.awaySince)
                .map { " for \(TimeText.lasting(since: $0, now: now))" } ?? ""
            fields.add(
                "state", (agent.available ? "available" : "away") + since, agent.available ? .good : .caution)
            fields.add("assigned", "\(agent.assigned), which weigh \(agent.load)")
            fields.add("capacity", Self.capacity(agent))
            fields.add("skills", agent.skills.joined(separator: ", "))
            fields.add("queues", detail.queues.joined(separator: ", "))
            guard !detail.conversations.isEmpty else { return fields.lines(style) }
            var table = Table([
                .number("ID"), "DUE", "PRIORITY", "CLOCK", .shrinking("STATUS"), .shrinking("ASSIGNEE"),
                .shrinking("CONTACT"), .shrinking("FROM"), "QUEUE", "WAITING", "SUBJECT",
            ])
            for conversation in detail.conversations {
                table.add(Cells.conversation(conversation, now: now, withQueue: true))
            }
            return fields.lines(style) + [""] + table.lines(style, empty: "")
        }
    }

    private static func capacity(_ agent: AgentView) -> String {
        guard let capacity = agent.capacity else { return "no limit" }
        return agent.configuredCapacity.map { "\(capacity), in place of \($0)" } ?? "\(capacity)"
    }
}
