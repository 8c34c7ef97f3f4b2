import ChannelKit
import ControlAPI
import InboxDomain
import InboxStore

/// Whom a reply by mail goes to: who wrote last, everybody whom that mail named, and whom the agent adds.
struct ReplyRecipients {
    let to: MailParty
    let cc: [MailParty]
    /// The Message-ID that is answered.
    let answered: String?

    /// `added` are addresses as the agent wrote them, and stay. Our own addresses are left out of the copies, and of
    /// those who were in copy before the ones that mail does not reach.
    init(
        _ conversation: Conversation, adding added: [String], connection: any SQLConnection, graph: EngineGraph
    ) throws {
        let last = try Mails(connection).lastInbound(of: conversation.id, before: MessageID(.max))
        let author = try last.flatMap { try Messages(connection).find($0.message)?.author }
        let address = author ?? conversation.address
        let contact = try Contacts(connection).find(channel: conversation.channel, address: address)
        to = MailParty(address: address, name: contact?.name)
        answered = last?.mailID
        let others = try ((last?.people ?? []) + [MailParty(address: conversation.address)]).filter {
            try Addresses(connection).undeliverable($0.address) == nil
        }
        var seen: Set<String> = [to.key]
        cc = (added.map { MailParty(address: $0) } + others).filter { party in
            graph.mailboxes.inbox(for: party.address) == nil && seen.insert(party.key).inserted
        }
    }

    /// The address where it can stand in a header and an envelope; nil otherwise.
    static func checked(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), text.utf8.count <= 254,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"<>(),;:\\\"[]".utf8.contains($0) })
        else { return nil }
        return text
    }
}
