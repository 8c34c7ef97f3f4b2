import ArgumentParser
import ControlAPI

struct RouteTest: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Says where a message would go, and by which nodes of the tree.")

    @Argument(help: "channel=whatsapp from=+4930123 text='help' contact.tier=gold known=true …")
    var facts: [String] = []

    @Option(help: ArgumentHelp("Exit with 5 unless it is so: queue=chat,priority=urgent.", valueName: "expectation"))
    var verify: String?

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let request = try RouteFacts.request(facts)
        let expectation = try RouteExpectation(verify ?? "")
        let decision = try await client(session).send(
            "POST", ["v1", "routes", "test"], body: request, as: RouteDecision.self)
        show(decision, session, as: RouteText.lines)
        try expectation.check(decision.value)
    }
}
