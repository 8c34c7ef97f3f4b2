import ArgumentParser

struct AgentAway: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "away", abstract: "Says that an agent takes no new conversations; those that they have stay.")

    @Argument(help: "The agent's short name.")
    var agent: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        try await setAvailability(agent, false, session)
    }
}
