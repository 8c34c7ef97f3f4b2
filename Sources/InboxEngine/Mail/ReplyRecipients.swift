import ChannelKit
import ControlAPI
import InboxDomain
import InboxStore

/// Whom a reply by mail goes to: who wrote last, everybody whom that mail named, and whom the agent adds.
struct ReplyRecipients {
    let to: MailParty
    let cc: [MailParty]
    /// The Message-ID that is answered; nil for what did not come by mail.
    let answered: String?

    /// `added` are addresses as the agent wrote them, and stay. Our own addresses are left out of the copies, and of
    /// those who were in copy before the ones that mail does not reach. Throws `conflict` where nobody knows an address
    /// of the customer, or it is one of ours.
    init(
        _ conversation: Conversation, adding added: [String], connection: any SQLConnection, graph: EngineGraph
    ) throws {
        let people = CustomerMail(conversation: conversation, connection: connection, graph: graph)
        let last = try Messages(connection).lastInbound(in: conversation.id, before: MessageID(.max))
        let mail = try last.flatMap { try Mails(connection).find($0.id) }
        var customer = try people.customer()
        if !graph.replyPath(of: conversation.inbox).isVia {
            customer = try customer ?? people.party(of: conversation.address)
        }
        if mail != nil, let last {
            to = try people.party(of: last.author)
        } else if let customer {
            to = customer
            try Self.check(isForeign: customer.address, graph)
        } else {
            throw ControlError(
                .conflict,
                "inbox “\(conversation.inbox)” answers by mail, and no mail address of the customer is known",
                hint: "reach the customer another way; whom messages name by sender.email can be answered")
        }
        answered = mail?.mailID
        let others = try ((mail?.people ?? []) + [customer].compactMap(\.self)).filter {
            try Addresses(connection).undeliverable($0.address) == nil
        }
        var seen: Set<String> = [to.key]
        cc = (added.map { MailParty(address: $0) } + others).filter { party in
            graph.mailboxes.inbox(for: party.address) == nil && seen.insert(party.key).inserted
        }
    }

    /// What comes by a form names any address: one of ours would have us write to ourselves.
    private static func check(isForeign address: String, _ graph: EngineGraph) throws(ControlError) {
        guard let inbox = graph.mailboxes.inbox(for: address) else { return }
        throw ControlError(
            .conflict, "the customer's address \(address) is our own, of inbox “\(inbox)”",
            hint: "reach the customer another way: the reply would only come back")
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
