import ArgumentParser

struct SLACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sla", abstract: "The clocks of a service promise: what they measure, and why.",
        subcommands: [SLAEval.self, SLAExplain.self])
}
