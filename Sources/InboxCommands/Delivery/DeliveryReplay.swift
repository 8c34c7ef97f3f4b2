import ArgumentParser
import ControlAPI

struct DeliveryReplay: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Processes deliveries again, as after a fix. What was understood before changes nothing twice.")

    @Argument(help: ArgumentHelp("Numbers of deliveries.", valueName: "id"))
    var ids: [Int64] = []

    @Option(help: "All of this inbox.")
    var inbox: String?

    @Option(help: "All in this state: quarantined, ignored, processed, duplicate.")
    var state: String?

    @Flag(help: "Say how many, and change nothing.")
    var dryRun = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard ids.isEmpty != (inbox == nil && state == nil) else {
            throw ValidationError("give either numbers of deliveries, or --inbox, --state or both")
        }
    }

    func run(_ session: Session) async throws {
        let request = ReplayRequest(ids: ids.isEmpty ? nil : ids, inbox: inbox, state: state, dryRun: dryRun)
        let result = try await client(session).send(
            "POST", ["v1", "deliveries", "replay"], body: request, as: ReplayResult.self)
        show(result, session) { result, _ in
            let states = result.byState.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            let noun = result.replayed == 1 ? "delivery" : "deliveries"
            return [
                "\(result.replayed) \(noun) \(result.dryRun ? "would be processed" : "will be processed") again"
                    + (states.isEmpty ? "" : " (\(states.joined(separator: ", ")))")
            ]
        }
    }
}
