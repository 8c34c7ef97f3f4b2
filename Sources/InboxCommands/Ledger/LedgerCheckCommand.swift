import ArgumentParser
import ControlAPI

struct LedgerCheckCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Proves that nothing was lost: received = processed + duplicate + ignored + quarantined + pending.",
        discussion: """
            Exits with 5 where an inbox does not balance, or where a mailbox holds mail up to the cursor that the \
            ledger does not have.
            """)

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let check = try await client(session).get(
            ["v1", "ledger", "check"], timeout: .seconds(300), as: LedgerCheck.self)
        show(check, session, as: lines)
        guard check.value.balanced else {
            throw CommandError(
                .verificationFailed, "the ledger does not balance",
                hint: "keep the database as it is, and look at the deliveries that are named")
        }
    }

    private func lines(_ check: LedgerCheck, _ style: Style) -> [String] {
        var table = Table([
            "INBOX", .number("RECEIVED"), .number("PROCESSED"), .number("DUPLICATE"), .number("IGNORED"),
            .number("QUARANTINED"), .number("PENDING"), "BALANCE",
        ])
        for inbox in check.inboxes {
            let counts = inbox.counts
            table.add([
                .init(inbox.inbox, .strong), .init(counts.received), .init(counts.processed), .init(counts.duplicate),
                .init(counts.ignored), .init(counts.quarantined), .init(counts.pending),
                inbox.holes.isEmpty
                    ? .init("even", .good)
                    : .init(inbox.holes.count == 1 ? "1 hole" : "\(inbox.holes.count) holes", .alarm),
            ])
        }
        return table.lines(style, empty: "Nothing was received yet.")
            + check.inboxes.flatMap { inbox in
                (inbox.holes + (inbox.notes ?? [])).map { DisplayText.clean("\(inbox.inbox): \($0)") }
            }
    }
}
