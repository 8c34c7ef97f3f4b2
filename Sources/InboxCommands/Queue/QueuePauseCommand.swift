import ArgumentParser
import ControlAPI

struct QueuePauseCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stops assigning from a queue for a while; it still takes conversations, and clocks run.")

    @Argument(help: "The queue to pause.")
    var queue: String

    @Option(help: "Why, for those who find it later.")
    var reason: String

    @OptionGroup var end: EndOptions
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let request = PauseRequest(paused: true, until: end.end(session), reason: reason)
        let result = try await client(session).send(
            "PUT", ["v1", "queues", queue, "pause"], body: request, as: PauseResult.self)
        show(result, session) { result, _ in
            let end = result.pause?.until.map { "until \(TimeText.instant($0))" } ?? "until it is resumed"
            return ["\(queue) is paused \(end)"]
        }
    }
}

struct QueueResume: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on assigning from a queue; what waits there is given out at once.")

    @Argument(help: "The queue to resume.")
    var queue: String

    @Option(help: "Why, for the audit log.")
    var reason = "resumed"

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let result = try await client(session).send(
            "PUT", ["v1", "queues", queue, "pause"], body: PauseRequest(paused: false, reason: reason),
            as: PauseResult.self)
        show(result, session) { _, _ in ["\(queue) is not paused any more"] }
    }
}
