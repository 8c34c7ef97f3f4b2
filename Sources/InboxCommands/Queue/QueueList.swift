import ArgumentParser
import ControlAPI

struct QueueList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All queues, what waits in them, and redirections in force.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let queues = try await client(session).get(["v1", "queues"], as: Page<QueueSummary>.self)
        show(page: queues, session) { queues, style in
            let now = session.now()
            var table = Table([
                "QUEUE", .number("ACTIVE"), .number("UNASSIGNED"), .number("OVERDUE"), "DUE", "WAITING", "SLA",
                "ASSIGNMENT", "REDIRECTED",
            ])
            for queue in queues {
                table.add([
                    .init(queue.name, .strong), .init(queue.active), .init(queue.unassigned),
                    .init(queue.overdue, queue.overdue > 0 ? .alarm : .plain), Cells.due(queue.nextDueAt, now: now),
                    .init(queue.waitingSince.map { TimeText.lasting(since: $0, now: now) }), .init(queue.sla),
                    .init(queue.assignment),
                    .init(queue.override.map { Self.describe($0, session) }, .caution),
                ])
            }
            return table.lines(style, empty: "There are no queues.")
        }
    }

    private static func describe(_ override: QueueOverride, _ session: Session) -> String {
        let end = override.until.map { " until \(TimeText.instant($0))" } ?? ""
        return "to \(override.to)\(end), by \(override.by): \(override.reason)"
    }
}
