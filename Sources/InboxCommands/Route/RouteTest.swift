import ArgumentParser
import ControlAPI

struct RouteTest: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Says where a message would go, and by which nodes of the tree.",
        discussion: """
            The message is given as facts, as a JSON file, or as both, where the facts win:
            channel, inbox, from, from_name, to, subject, text, language, attachment, attachment.type, automatic, at, \
            header.<name>, \
            contact.known, contact.open, contact.tag, contact.<attribute>.
            """)

    @Argument(help: ArgumentHelp("channel=whatsapp text='help' contact.tier=gold …", valueName: "key=value"))
    var facts: [String] = []

    @Option(help: ArgumentHelp("A message as JSON: a normalized event, or the API's facts.", valueName: "file"))
    var message: String?

    @Option(help: ArgumentHelp("Ask the tree of this file instead of the daemon's.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Exit with 5 unless it is so: queue=chat,priority=urgent.", valueName: "expectation"))
    var verify: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard !facts.isEmpty || message != nil else {
            throw ValidationError("describe a message: key=value, or --message")
        }
    }

    func run(_ session: Session) async throws {
        let expectation = try RouteExpectation(verify ?? "")
        let request = try RouteFacts.request(facts, over: try message.map(RouteMessageFile.read) ?? RouteTestRequest())
        let decision = try await decide(request, session)
        show(decision, session, as: RouteText.lines)
        try expectation.check(decision.value)
    }

    private func decide(
        _ request: RouteTestRequest, _ session: Session
    ) async throws -> ControlReply<RouteDecision> {
        guard let config else {
            return try await client(session).send(
                "POST", ["v1", "routes", "test"], body: request, as: RouteDecision.self)
        }
        let decision = try OfflineRoutes(
            configuration: OfflineConfiguration.loadRules(config, session), now: session.now()
        )
        .decide(request)
        return ControlReply(
            json: String(decoding: try ControlJSON.encode(decision), as: UTF8.self), value: decision)
    }
}
