import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// Puts together what a mail of ours needs beyond its text, from the store.
struct OutgoingMailBuilder {
    /// References of one mail, besides the first of the thread: longer headers are cut by some servers.
    private static let longestChain = 20

    let connection: any SQLConnection
    let graph: EngineGraph

    /// Nil where the message does not go by mail.
    func mail(for message: Message, in conversation: Conversation, queuedAt: Instant) throws -> OutgoingMail? {
        guard let stored = try Mails(connection).find(message.id), let to = stored.people.first,
            let tokens = try MailKeys.stored(connection, graph)
        else { return nil }
        let answered = try Mails(connection).lastInbound(of: conversation.id, before: message.id)
        var references = try Mails(connection).chain(
            of: conversation.id, before: message.id, limit: Self.longestChain)
        if let id = answered?.mailID {
            references.removeAll { $0 == id }
            references.append(id)
        }
        return OutgoingMail(
            to: to, cc: Array(stored.people.dropFirst()), subject: message.subject ?? conversation.subject ?? "",
            isNewSubject: message.subject != nil,
            messageIDStem: tokens.messageIDStem(conversation: conversation.id, message: message.id),
            replyToken: tokens.replyToken(for: conversation.id), inReplyTo: answered?.mailID,
            references: references, quotation: message.isAutomatic ? nil : try quotation(answered),
            authorName: graph.configuration.agents[message.author]?.fullName, date: queuedAt,
            isAutomatic: message.isAutomatic, envelope: stored.unreached)
    }

    private func quotation(_ mail: StoredMail?) throws -> OutgoingMail.Quotation? {
        guard let mail, let message = try Messages(connection).find(mail.message),
            let conversation = try Conversations(connection).find(mail.conversation)
        else { return nil }
        let contact = try Contacts(connection).find(channel: conversation.channel, address: message.author)
        return OutgoingMail.Quotation(
            author: MailParty(address: message.author, name: contact?.name), sentAt: message.sentAt, text: message.text,
            html: message.html)
    }
}
