package import ChannelKit

extension Intake: MailIntake {
    package func inbox(for address: String) -> String? {
        graph.current.mailboxes.inbox(for: address)
    }

    package func store(_ deliveries: [MailDelivery]) async throws {
        _ = try await store(deliveries.map { ($0.inbox, $0.delivery) })
    }
}
