import ChannelKit
import InboxDomain
import InboxStore

/// Where mail reaches the people of a conversation, whatever kind of address its channel has.
struct CustomerMail {
    let conversation: Conversation
    let connection: any SQLConnection
    let graph: EngineGraph

    /// The conversation's own address, where it is one of mail, else the one that its contact gave; nil where there is
    /// neither.
    func customer() throws -> MailParty? {
        let contact = try Contacts(connection).find(conversation.contact)
        return [conversation.address, contact?.email].compactMap(\.self)
            .first { ReplyRecipients.checked($0) != nil }
            .map { MailParty(address: $0, name: contact?.name) }
    }

    /// Whoever wrote under `address`: on the conversation's channel, or by mail to the inbox that answers for it.
    func party(of address: String) throws -> MailParty {
        let channels = [conversation.channel, graph.replyPath(of: conversation.inbox).adapter?.inbox.channel]
        var contact: Contact?
        for channel in channels.compactMap(\.self) where contact == nil {
            contact = try Contacts(connection).find(channel: channel, address: address)
        }
        let isMail = ReplyRecipients.checked(address) != nil
        return MailParty(address: isMail ? address : contact?.email ?? address, name: contact?.name)
    }
}
