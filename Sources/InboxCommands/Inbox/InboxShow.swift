import ArgumentParser
import ControlAPI

struct InboxShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One inbox: its webhook address, what it can do, what it received and refused.")

    @Argument(help: "The inbox's name.")
    var inbox: String

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let detail = try await client(session).get(["v1", "inboxes", inbox], as: InboxDetail.self)
        show(detail, session) { lines($0, $1, session) }
    }

    private func lines(_ detail: InboxDetail, _ style: Style, _ session: Session) -> [String] {
        let inbox = detail.inbox
        let counts = inbox.ledger
        var fields = FieldList()
        fields.add("inbox", "\(inbox.name), channel \(inbox.channel), defined at \(detail.location)")
        fields.add(
            "state", inbox.state + ((inbox.problem ?? inbox.progress).map { ": \($0)" } ?? ""), inbox.tone)
        fields.add("webhook", detail.webhookURL)
        for address in detail.addresses ?? [] { fields.add("address", address) }
        let abilities = [
            detail.canSend ? "yes" : "no", inbox.via, detail.textLimit.map { "texts up to \($0)" },
            detail.replyWindowSeconds.map { "within \(TimeText.span(milliseconds: $0 * 1000)) of the last message" },
        ]
        fields.add("replies", abilities.compactMap { $0 }.joined(separator: ", "))
        let parts = [
            "\(counts.processed) processed", "\(counts.duplicate) duplicate", "\(counts.ignored) ignored",
            "\(counts.quarantined) quarantined", "\(counts.pending) pending",
        ]
        fields.add("ledger", "\(counts.received) received = " + parts.joined(separator: " + "))
        fields.add("last", inbox.lastReceivedAt.map { TimeText.since($0, now: session.now()) })
        fields.add("outbox", "\(inbox.outbox) waiting")
        for (reason, count) in detail.rejected.sorted(by: { $0.key < $1.key }) {
            fields.add("refused", "\(count) \(reason)")
        }
        return fields.lines(style)
    }
}
