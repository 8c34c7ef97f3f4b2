import ArgumentParser
import ControlAPI
import InboxDomain

struct StatusCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says how the daemon is: what waits, what is overdue, what needs somebody.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let status = try await client(session).get(["v1", "status"], as: DaemonStatus.self)
        show(status, session) { lines($0, $1, session) }
    }

    private func lines(_ status: DaemonStatus, _ style: Style, _ session: Session) -> [String] {
        let now = session.now()
        let uptime = TimeText.lasting(since: status.startedAt, now: now)
        let loaded = TimeText.since(status.configurationLoadedAt, now: now)
        var fields = FieldList()
        fields.add("inboxd", "\(status.version), process \(status.pid), up \(uptime)")
        fields.add("configuration", "\(status.configurationFile), loaded \(loaded)")
        fields.add("serves", "\(status.inboxes) inboxes, \(status.queues) queues")
        fields.add("conversations", Self.text(status.conversations))
        fields.add(
            "deadlines", Self.deadlines(status.conversations, now: now),
            status.conversations.overdue > 0 ? .alarm : .plain)
        let oldest = status.deliveries.oldestPendingAt.map { " since " + TimeText.lasting(since: $0, now: now) } ?? ""
        fields.add(
            "deliveries", "\(status.deliveries.pending) pending\(oldest), \(status.deliveries.quarantined) quarantined")
        let outbox = status.outbox
        fields.add("outbox", "\(outbox.queued) queued, of them \(outbox.retrying) retrying; \(outbox.failed) failed")
        for problem in status.problems { fields.add("problem", problem, .caution) }
        return fields.lines(style)
    }

    private static func text(_ conversations: DaemonStatus.Conversations) -> String {
        let counts = conversations.byStatus.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return (counts + ["\(conversations.unassigned) unassigned"]).joined(separator: ", ")
    }

    private static func deadlines(_ conversations: DaemonStatus.Conversations, now: Instant) -> String {
        let earliest = conversations.nextDueAt.map { ", the earliest " + TimeText.due($0, now: now) } ?? ""
        return "\(conversations.overdue) overdue\(earliest)"
    }
}
