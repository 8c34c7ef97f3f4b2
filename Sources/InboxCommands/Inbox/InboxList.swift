import ArgumentParser
import ControlAPI

struct InboxList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All inboxes, and how they are doing.")

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let inboxes = try await client(session).get(["v1", "inboxes"], as: Page<InboxSummary>.self)
        show(page: inboxes, session) { inboxes, style in
            let now = session.now()
            var table = Table([
                "INBOX", "CHANNEL", "STATE", .number("RECEIVED"), .number("PENDING"), .number("QUARANTINED"),
                .number("OUTBOX"), "LAST", "PROBLEM",
            ])
            for inbox in inboxes {
                table.add([
                    .init(inbox.name, .strong), .init(inbox.channel),
                    .init(inbox.state, inbox.tone), .init(inbox.ledger.received),
                    .init(inbox.ledger.pending),
                    .init(inbox.ledger.quarantined, inbox.ledger.quarantined > 0 ? .caution : .plain),
                    .init(inbox.outbox), .init(inbox.lastReceivedAt.map { TimeText.since($0, now: now) }),
                    inbox.problem.map { .init($0, .alarm) } ?? .init(inbox.progress ?? inbox.via),
                ])
            }
            return table.lines(style, empty: "There are no inboxes.")
        }
    }
}
