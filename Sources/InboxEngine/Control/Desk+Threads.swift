package import ControlAPI
package import InboxDomain
import InboxStore

extension Desk {
    /// Which rule put the messages of a delivery where they stand.
    package func threadExplanation(_ id: DeliveryID) async throws -> ThreadExplanation {
        guard let record = try await ledgerCall({ try await $0.find(id) }) else {
            throw ControlError(.notFound, "there is no delivery \(id)", hint: "inboxctl delivery list")
        }
        let decisions = try await read { connection in
            let stored = try ThreadDecisions(connection).of(id).map(ThreadExplanation.Decision.init)
            guard stored.isEmpty, let message = try record.message.flatMap({ try Messages(connection).find($0) }) else {
                return stored
            }
            // Channels with threads of their own have nothing to decide.
            let key = try Conversations(connection).find(message.conversation)?.threadKey ?? "?"
            return [
                ThreadExplanation.Decision(
                    message: message.id.rawValue, conversation: message.conversation.rawValue, rule: "thread_key",
                    outcome: record.state == .duplicate ? "duplicate" : "joined",
                    steps: ["the channel's own key of the thread is “\(key)”"])
            ]
        }
        return ThreadExplanation(delivery: id.rawValue, state: record.state.rawValue, decisions: decisions)
    }
}

extension ThreadExplanation.Decision {
    init(_ stored: StoredThreadDecision) {
        self.init(
            message: stored.message.rawValue, conversation: stored.conversation.rawValue, rule: stored.rule,
            outcome: stored.outcome, linkedTo: stored.linkedTo?.rawValue, steps: stored.steps)
    }
}
