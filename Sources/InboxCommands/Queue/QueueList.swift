import ArgumentParser
import ControlAPI

struct QueueList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All queues, what waits in them, and redirections and pauses in force.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let queues = try await client(session).get(["v1", "queues"], as: Page<QueueSummary>.self)
        show(page: queues, session) { queues, style in
            let now = session.now()
            var table = Table([
                "QUEUE", .number("ACTIVE"), .number("UNASSIGNED"), .number("OVERDUE"), "DUE", "WAITING", "SLA",
                "ASSIGNMENT", "OVERRIDES",
            ])
            for queue in queues {
                table.add([
                    .init(queue.name, .strong), .init(queue.active), .init(queue.unassigned),
                    .init(queue.overdue, queue.overdue > 0 ? .alarm : .plain), Cells.due(queue.nextDueAt, now: now),
                    .init(queue.waitingSince.map { TimeText.lasting(since: $0, now: now) }), .init(queue.sla),
                    .init(queue.assignment),
                    .init(Self.overrides(queue), .caution),
                ])
            }
            return table.lines(style, empty: "There are no queues.")
        }
    }

    private static func overrides(_ queue: QueueSummary) -> String? {
        let redirect = queue.override.map {
            "redirected to \($0.to)\(end($0.until)), by \($0.by): \($0.reason)"
        }
        let pause = queue.pause.map { "paused\(end($0.until)), by \($0.by): \($0.reason)" }
        let both = [redirect, pause].compactMap(\.self)
        return both.isEmpty ? nil : both.joined(separator: "; ")
    }

    private static func end(_ until: Timestamp?) -> String {
        until.map { " until \(TimeText.instant($0))" } ?? ""
    }
}
