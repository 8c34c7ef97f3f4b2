import ControlAPI
import InboxDomain
import InboxStore

extension MailView {
    /// Nil where the conversation is not carried by mail.
    init?(_ conversation: Conversation, connection: any SQLConnection) throws {
        let mails = Mails(connection)
        guard try mails.isCarriedByMail(conversation.id) else { return nil }
        let participants = try mails.participants(of: conversation.id)
        let problems = try participants.compactMap { try Addresses(connection).undeliverable($0.address) }
        self.init(
            participants: participants.map { Party(address: $0.address, name: $0.name) },
            inboxes: try mails.inboxes(of: conversation.id),
            undeliverable: problems.map {
                Undeliverable(address: $0.address, since: Timestamp($0.since), reason: $0.reason)
            })
    }
}
