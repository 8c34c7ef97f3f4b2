import ArgumentParser
import ControlAPI

struct AgentList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All agents, whether they are available, and what they have.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let agents = try await client(session).get(["v1", "agents"], as: Page<AgentView>.self)
        show(page: agents, session) { agents, style in
            let now = session.now()
            var table = Table([
                "AGENT", "AVAILABLE", "SINCE", .number("ASSIGNED"), .number("LOAD"),
                .number("CAPACITY"), "SKILLS", "NAME",
            ])
            for agent in agents {
                table.add([
                    .init(agent.name, .strong), agent.available ? .init("yes", .good) : .init("away", .caution),
                    .init((agent.availableSince ?? agent.awaySince).map { TimeText.lasting(since: $0, now: now) }),
                    .init(agent.assigned), .init(agent.load),
                    .init(agent.capacity.map(String.init)),
                    .init(agent.skills.isEmpty ? nil : agent.skills.joined(separator: ",")), .init(agent.fullName),
                ])
            }
            return table.lines(style, empty: "There are no agents.")
        }
    }
}
