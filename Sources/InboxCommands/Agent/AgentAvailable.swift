import ArgumentParser
import ControlAPI

struct AgentAvailable: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "available", abstract: "Says that an agent takes new conversations.")

    @Argument(help: "The agent's short name.")
    var agent: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        try await setAvailability(agent, true, session)
    }
}

extension SessionCommand {
    func setAvailability(_ agent: String, _ available: Bool, _ session: Session) async throws {
        let view = try await client(session).send(
            "PUT", ["v1", "agents", agent, "availability"], body: AvailabilityRequest(available: available),
            as: AgentView.self)
        show(view, session) { view, _ in ["\(view.name) is \(view.available ? "available" : "away")"] }
    }
}
