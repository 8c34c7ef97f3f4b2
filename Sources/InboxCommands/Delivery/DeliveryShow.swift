import ArgumentParser
import ControlAPI

struct DeliveryShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One delivery: how it came, what became of it, and its body if wanted.")

    @Argument(help: "The delivery's number.")
    var id: Int64

    @Flag(help: "Print the body as well.")
    var body = false

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let detail = try await client(session).get(
            ["v1", "deliveries", String(id)], query: [("body", body ? "1" : nil)], as: DeliveryDetail.self)
        show(detail, session, as: lines)
    }

    private func lines(_ detail: DeliveryDetail, _ style: Style) -> [String] {
        let delivery = detail.delivery
        var lines = [
            "delivery \(delivery.id) of \(delivery.inbox), received \(TimeText.instant(delivery.receivedAt)), "
                + "\(delivery.size) bytes",
            "state    " + style.paint(delivery.state, delivery.state == "quarantined" ? .alarm : .plain)
                + DisplayText.clean([delivery.reason, detail.detail].compactMap { $0 }.map { ": \($0)" }.joined()),
        ]
        for effect in detail.effects {
            let place = [effect.conversation.map { "#\($0)" }, effect.message.map { "message \($0)" }]
                .compactMap { $0 }.joined(separator: ", ")
            lines.append(
                "became   "
                    + DisplayText.clean(
                        [effect.type, place, effect.summary].filter { !$0.isEmpty }.joined(separator: " · ")))
        }
        let query = detail.query.isEmpty ? "" : "?" + detail.query
        // What was fetched, or came as mail, has no request.
        if !detail.method.isEmpty {
            lines.append(
                "request  " + DisplayText.clean("\(detail.method) /in/\(delivery.inbox)\(detail.subpath)\(query)"))
        }
        lines += detail.headers.map { "header   " + DisplayText.clean("\($0.name): \($0.value)") }
        if let body = detail.body {
            lines.append(body.encoding == .text ? "body" : "body     in base64")
            lines += DisplayText.lines(body.data)
        }
        return lines
    }
}
