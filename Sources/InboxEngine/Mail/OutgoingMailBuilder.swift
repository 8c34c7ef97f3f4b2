import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// Puts together what a mail of ours needs beyond its text, from the store.
struct OutgoingMailBuilder {
    /// References of one mail, besides the first of the thread: longer headers are cut by some servers.
    private static let longestChain = 20
    /// What an answer is about where the customer gave no subject, and wrote by a channel that shows none.
    static let untitled = "your message"

    let connection: any SQLConnection
    let graph: EngineGraph

    /// Nil where the message does not go by mail.
    func mail(for message: Message, in conversation: Conversation, queuedAt: Instant) throws -> OutgoingMail? {
        guard let stored = try Mails(connection).find(message.id), let to = stored.people.first,
            let tokens = try MailKeys.stored(connection, graph)
        else { return nil }
        let answered = try answered(by: message, in: conversation)
        var references = try Mails(connection).chain(
            of: conversation.id, before: message.id, limit: Self.longestChain)
        if let id = answered.mailID {
            references.removeAll { $0 == id }
            references.append(id)
        }
        return OutgoingMail(
            to: to, cc: Array(stored.people.dropFirst()), subject: subject(of: message, in: conversation, answered),
            isNewSubject: message.subject != nil,
            messageIDStem: tokens.messageIDStem(conversation: conversation.id, message: message.id),
            replyToken: tokens.replyToken(for: conversation.id), inReplyTo: references.last,
            references: references,
            quotation: message.isAutomatic ? nil : try quotation(answered.message, in: conversation),
            authorName: graph.configuration.agents[message.author]?.fullName, date: queuedAt,
            isAutomatic: message.isAutomatic, envelope: stored.unreached)
    }

    /// As the conversation has it, or as the agent wrote it: without our `Re:` and tag.
    func subject(of message: Message, in conversation: Conversation) throws -> String {
        subject(of: message, in: conversation, try answered(by: message, in: conversation))
    }

    private func subject(of message: Message, in conversation: Conversation, _ answered: Answered) -> String {
        let known = [message.subject, conversation.subject, answered.isMail ? answered.message?.subject : nil]
        if let subject = known.compactMap(\.self).first(where: { !$0.isEmpty }) { return subject }
        // What began as a mail without a subject goes on without one.
        return answered.isMail || !graph.replyPath(of: conversation.inbox).isVia ? "" : Self.untitled
    }

    // MARK: - What is answered

    /// The last that a person wrote before the message.
    private struct Answered {
        var message: Message?
        /// Nil for what came by another channel.
        var mail: StoredMail?

        var mailID: String? { mail?.mailID }
        var isMail: Bool { mail != nil }
    }

    private func answered(by message: Message, in conversation: Conversation) throws -> Answered {
        let last = try Messages(connection).lastInbound(in: conversation.id, before: message.id)
        return Answered(message: last, mail: try last.flatMap { try Mails(connection).find($0.id) })
    }

    private func quotation(_ message: Message?, in conversation: Conversation) throws -> OutgoingMail.Quotation? {
        guard let message else { return nil }
        let people = CustomerMail(conversation: conversation, connection: connection, graph: graph)
        return OutgoingMail.Quotation(
            author: try people.party(of: message.author), sentAt: message.sentAt, text: message.text,
            html: message.html)
    }
}
