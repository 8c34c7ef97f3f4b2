import ArgumentParser

struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Agents: who answers customers.",
        subcommands: [AgentList.self, AgentShow.self, AgentAvailable.self, AgentAway.self, AgentCapacity.self])
}
