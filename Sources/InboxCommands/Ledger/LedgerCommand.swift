import ArgumentParser

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The ledger: every delivery that was ever acknowledged.",
        subcommands: [LedgerCheckCommand.self])
}
