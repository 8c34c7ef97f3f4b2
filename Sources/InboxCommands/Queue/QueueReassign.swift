import ArgumentParser
import ControlAPI

struct QueueReassign: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reassign",
        abstract: "Moves the conversations of a queue to another, all at once or not at all.")

    @Argument(help: "The queue to move from.")
    var queue: String

    @Option(help: ArgumentHelp("The queue to move to.", valueName: "queue"))
    var to: String

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only these: 'due:<2h is:unassigned tag:vip'.", valueName: "filter"))
    var filter: String?

    @Flag(help: "Say what would happen, and change nothing.")
    var dryRun = false

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let request = ReassignRequest(to: to, where: filter, dryRun: dryRun)
        let result = try await client(session).send(
            "POST", ["v1", "queues", queue, "reassign"], body: request, as: ReassignResult.self)
        show(result, session) { lines($0, $1, session) }
    }

    private func lines(_ result: ReassignResult, _ style: Style, _ session: Session) -> [String] {
        let verb = result.dryRun ? "would move" : "moved"
        let noun = result.moved == 1 ? "conversation" : "conversations"
        var lines = ["\(result.moved) \(noun) \(verb) from \(result.from) to \(result.to)"]
        guard result.moved > 0 else { return lines }
        let deadlines = result.deadlines
        lines.append(
            "deadlines: \(deadlines.sooner) sooner, \(deadlines.later) later, \(deadlines.unchanged) unchanged, "
                + "\(deadlines.none) without one")
        if deadlines.breaching > 0 {
            lines.append(
                style.paint(
                    "\(deadlines.breaching) \(result.dryRun ? "would be" : "are") overdue at once", .alarm))
        }
        guard !result.sample.isEmpty else { return lines }
        let now = session.now()
        var table = Table([.number("ID"), "DUE BEFORE", "DUE AFTER", "CONTACT"])
        for example in result.sample {
            table.add([
                .init(example.conversation), Cells.due(example.dueBefore, now: now),
                Cells.due(example.dueAfter, now: now), .init(example.contact),
            ])
        }
        lines += table.lines(style, empty: "")
        if result.moved > result.sample.count { lines.append("… and \(result.moved - result.sample.count) more") }
        return lines
    }
}
