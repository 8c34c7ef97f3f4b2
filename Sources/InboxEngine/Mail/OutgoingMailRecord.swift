import InboxDomain
import InboxStore

/// Notes with a stored message of ours that it goes by mail: to whom, and under which subject. From then on its recipients
/// take part in the conversation, so that what they answer finds back to it.
struct OutgoingMailRecord {
    let connection: any SQLConnection
    let graph: EngineGraph
    let now: Instant

    /// `people` are the recipients, To first.
    func insert(_ id: MessageID, to people: [MailParty], in conversation: Conversation) throws {
        guard let message = try Messages(connection).find(id) else { return }
        _ = try MailKeys.tokens(connection, graph)
        let mails = Mails(connection)
        try mails.insert(id, in: conversation.id, mailID: nil, people: people)
        for party in people { try mails.join(party, to: conversation.id, at: now) }
        let subject = try OutgoingMailBuilder(connection: connection, graph: graph).subject(
            of: message, in: conversation)
        try mails.addSubject(SubjectLine(subject).normalized, to: conversation.id)
    }

    /// Addresses a message that was written when its inbox did not answer by mail yet: as a reply that is written now
    /// would be. Throws what `ReplyRecipients` throws.
    func address(_ item: OutboxItem) throws {
        guard try Mails(connection).find(item.message) == nil,
            let conversation = try Conversations(connection).find(item.conversation)
        else { return }
        let recipients = try ReplyRecipients(conversation, adding: [], connection: connection, graph: graph)
        try insert(item.message, to: [recipients.to] + recipients.cc, in: conversation)
    }
}
