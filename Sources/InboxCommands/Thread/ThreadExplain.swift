import ArgumentParser
import ControlAPI

struct ThreadExplain: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Why the messages of a delivery stand in their conversations.")

    @Argument(help: "The delivery's number.")
    var id: Int64

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let explanation = try await client(session).get(
            ["v1", "deliveries", String(id), "thread"], as: ThreadExplanation.self)
        show(explanation, session, as: lines)
    }

    private func lines(_ explanation: ThreadExplanation, _ style: Style) -> [String] {
        guard !explanation.decisions.isEmpty else {
            return ["delivery \(explanation.delivery) is \(explanation.state): it has no message"]
        }
        return explanation.decisions.flatMap { decision in
            let linked = decision.linkedTo.map { ", linked to #\($0)" } ?? ""
            let heading =
                "message \(decision.message) " + style.paint("#\(decision.conversation)", .strong)
                + " · \(words(decision.outcome))\(linked) · rule: \(words(decision.rule))"
            return [DisplayText.clean(heading)] + decision.steps.map { "  " + DisplayText.clean($0) }
        }
    }

    private func words(_ name: String) -> String { name.replacing("_", with: " ") }
}
