import ArgumentParser
import ControlAPI

struct AgentCapacity: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity", abstract: "Sets how much an agent may have at a time, until it is reset.",
        discussion: "More than before is filled at once from what waits; less takes nothing away.")

    @Argument(help: "The agent's short name.")
    var agent: String

    @Option(help: ArgumentHelp("The capacity, 0 to 10000; 0 for nothing new.", valueName: "number"))
    var to: Int?

    @Flag(help: "Takes the configuration's capacity again.")
    var reset = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (to != nil) != reset else { throw ValidationError("give either --to or --reset") }
        guard to.map({ (0...10_000).contains($0) }) ?? true else {
            throw ValidationError("a capacity is a number from 0 to 10000")
        }
    }

    func run(_ session: Session) async throws {
        let view = try await client(session).send(
            "PUT", ["v1", "agents", agent, "capacity"], body: CapacityRequest(capacity: to), as: AgentView.self)
        show(view, session) { view, _ in
            ["\(view.name) has \(view.load) of \(view.capacity.map(String.init) ?? "any number")"]
        }
    }
}
