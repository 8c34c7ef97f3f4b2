import ArgumentParser
import ControlAPI

struct QueueRedirect: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "redirect",
        abstract: "Sends new conversations of a queue to another for a while; those that wait stay.")

    @Argument(help: "The queue to redirect.")
    var queue: String

    @Option(help: ArgumentHelp("Where new conversations go.", valueName: "queue"))
    var to: String?

    @Flag(help: "Ends the redirection.")
    var remove = false

    @Option(help: "Why, for those who find it later.")
    var reason: String?

    @OptionGroup var end: EndOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (to != nil) != remove else { throw ValidationError("give either --to or --remove") }
        guard remove || reason != nil else { throw ValidationError("say why, with --reason") }
    }

    func run(_ session: Session) async throws {
        let request = RedirectRequest(to: to, until: end.end(session), reason: reason ?? "removed")
        let result = try await client(session).send(
            "PUT", ["v1", "queues", queue, "redirect"], body: request, as: RedirectResult.self)
        show(result, session) { result, _ in
            guard let override = result.override else { return ["\(queue) is not redirected any more"] }
            let end = override.until.map { "until \(TimeText.instant($0))" } ?? "until it is removed"
            return ["\(override.queue) is redirected to \(override.to) \(end)"]
        }
    }
}
