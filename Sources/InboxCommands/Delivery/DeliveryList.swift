import ArgumentParser
import ControlAPI

struct DeliveryList: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Deliveries, newest first, and what became of them.")

    @Option(help: "Only of this inbox.")
    var inbox: String?

    @Option(help: "Only in this state: pending, processed, duplicate, ignored, quarantined.")
    var state: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let list = try await client(session).get(
            ["v1", "deliveries"], query: [("inbox", inbox), ("state", state)] + page.query,
            as: Page<DeliverySummary>.self)
        show(page: list, session) { deliveries, style in
            var table = Table([.number("ID"), "RECEIVED", "INBOX", "STATE", .number("BYTES"), "REASON"])
            for delivery in deliveries {
                table.add([
                    .init(delivery.id, .strong), .init(TimeText.instant(delivery.receivedAt)), .init(delivery.inbox),
                    .init(delivery.state, delivery.state == "quarantined" ? .alarm : .plain), .init(delivery.size),
                    .init(delivery.reason),
                ])
            }
            return table.lines(style, empty: "No deliveries.")
        }
    }
}
