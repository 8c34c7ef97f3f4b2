import ChannelKit
import InboxDomain
import InboxStore

/// Mail: what its headers say decides where it belongs, not a key of the thread.
extension DeliveryApplication {
    mutating func receiveMail(_ event: MessageEvent, _ hints: ThreadingHints, key: EventKey) throws {
        let tokens = try MailKeys.tokens(connection, graph)
        if try settleKnown(event, hints, tokens, key: key) { return }
        try recognize(event, hints, tokens)
        let sender = try identify(event.sender)
        // Who writes can be written to.
        if !event.automatic { try Addresses(connection).markDeliverable(event.sender.id) }
        var decision: ThreadDecision
        if let bounced = try settleBounce(event, tokens) {
            decision = ThreadDecision(
                rule: .bounce, outcome: .joined, conversation: bounced,
                steps: ["it reports that a mail of conversation \(bounced.id) was not delivered"])
        } else {
            decision = try Threader(connection: connection, inbox: inbox.name, tokens: tokens)
                .decide(event, hints, contact: sender.contact.id)
        }
        var unit = try thread(event, from: sender, into: decision.conversation, after: decision.linkedTo)
        if let joined = decision.conversation, unit.conversation.previous == joined.id {
            decision.outcome = .linkedClosed
            decision.linkedTo = joined.id
            decision.steps.append("conversation \(joined.id) is closed")
        }
        let isNew = decision.outcome != .joined
        let message = try storeInbound(event, key: key, in: &unit)
        try noteMail(event, hints, message: message, conversation: unit.conversation.id, isNew: isNew)
        try ThreadDecisions(connection).insert(
            decision.stored(delivery: delivery, message: message, conversation: unit.conversation.id))
        if isNew { try acknowledge(event, in: &unit) }
    }

    private func noteMail(
        _ event: MessageEvent, _ hints: ThreadingHints, message: MessageID, conversation: ConversationID, isNew: Bool
    ) throws {
        let mails = Mails(connection)
        var seen = Set([MailParty.key(of: event.sender.id)])
        let others = (hints.to + hints.cc).filter { party in
            graph.mailboxes.inbox(for: party.address) == nil && seen.insert(party.key).inserted
        }
        try mails.insert(message, in: conversation, mailID: hints.messageID, people: others)
        try mails.note(hints.messageID, inbox: inbox.name, message: message, conversation: conversation)
        try mails.addSubject(SubjectLine(event.subject ?? "").normalized, to: conversation)
        // A machine introduces nobody to a conversation between people.
        guard isNew || !event.automatic else { return }
        try mails.join(
            MailParty(address: event.sender.id, name: event.sender.name), to: conversation, at: receivedAt)
        for party in others { try mails.join(party, to: conversation, at: receivedAt) }
    }

    /// Who answers a mail of ours into a conversation that came by another channel, from the address that we wrote to, is
    /// its contact: only there is the signed mark known that the mail carries. An address that is somebody's already
    /// stays theirs.
    private func recognize(_ event: MessageEvent, _ hints: ThreadingHints, _ tokens: MailTokens) throws {
        guard let id = markedConversation(hints, tokens),
            let conversation = try Conversations(connection).find(id), conversation.channel != inbox.channel,
            let customer = try CustomerMail(conversation: conversation, connection: connection, graph: graph)
                .customer(),
            customer.key == MailParty.key(of: event.sender.id)
        else { return }
        try Contacts(connection).addIdentity(
            channel: inbox.channel, address: event.sender.id, to: conversation.contact)
    }

    private func markedConversation(_ hints: ThreadingHints, _ tokens: MailTokens) -> ConversationID? {
        if let id = hints.replyToken.flatMap(tokens.conversation(ofReplyToken:)) { return id }
        return (hints.inReplyTo + hints.references.reversed().prefix(Threader.longest)).lazy
            .compactMap { tokens.message(ofMessageID: $0)?.conversation }.first
    }

    // MARK: - What is here already

    /// Settles a mail that came back to us, or that came to another of our addresses too. Returns whether it is one.
    private mutating func settleKnown(
        _ event: MessageEvent, _ hints: ThreadingHints, _ tokens: MailTokens, key: EventKey
    ) throws -> Bool {
        if let own = tokens.message(ofMessageID: hints.messageID),
            let message = try Messages(connection).find(own.message)
        {
            try settleDuplicate(of: message, key: key, "it is our own mail, come back")
            return true
        }
        for id in try Mails(connection).messages(of: hints.messageID) {
            // The same id alone proves nothing: anybody can write one, and mail must not vanish behind another.
            guard let message = try Messages(connection).find(id), message.author == event.sender.id,
                message.text == event.text
            else { continue }
            try settleDuplicate(of: message, key: key, "the same mail is message \(id) already")
            try Mails(connection).note(
                hints.messageID, inbox: inbox.name, message: id, conversation: message.conversation)
            return true
        }
        return false
    }

    private mutating func settleDuplicate(of message: Message, key: EventKey, _ step: String) throws {
        try Messages(connection).markSeen(key, message: message.id)
        let decision = ThreadDecision(rule: .sameMail, outcome: .duplicate, steps: [step])
        try ThreadDecisions(connection).insert(
            decision.stored(delivery: delivery, message: message.id, conversation: message.conversation))
        noteDuplicate(of: message.id, in: message.conversation)
        guard let conversation = try Conversations(connection).find(message.conversation),
            conversation.inbox != inbox.name,
            try Mails(connection).addInbox(inbox.name, to: conversation.id, at: receivedAt)
        else { return }
        var data = JSONFields()
        data.add("inbox", inbox.name)
        try Events(connection).append(
            .conversationCopied, at: receivedAt, conversation: conversation.id, message: message.id, data: data)
    }

    // MARK: - Bounces

    /// Gives a bounce its effect on the mail that it is about, and returns that mail's conversation; nil where it is
    /// about none of ours.
    private func settleBounce(_ event: MessageEvent, _ tokens: MailTokens) throws -> Conversation? {
        guard let bounce = event.bounce else { return nil }
        for original in bounce.originals {
            guard let id = try sentMessage(original, tokens), let message = try Messages(connection).find(id),
                message.direction == .outbound
            else { continue }
            let effects = EffectApplication(connection: connection, graph: graph, now: now)
            let recipients: [BounceHints.Recipient?] = bounce.recipients.isEmpty ? [nil] : bounce.recipients
            for recipient in recipients {
                let receipt = ReceiptEvent(
                    target: original, state: .failed, error: recipient?.detail, at: receivedAt,
                    recipient: recipient?.address, isPermanent: recipient?.isPermanent ?? false)
                try effects.apply(.receipt(receipt), to: id)
            }
            return try Conversations(connection).find(message.conversation)
        }
        return nil
    }

    /// The message of ours that a Message-ID names.
    func sentMessage(_ mailID: String, _ tokens: MailTokens) throws -> MessageID? {
        if let own = tokens.message(ofMessageID: mailID) { return own.message }
        return try Messages(connection).seen(.message(inbox: inbox.name, id: mailID))?.message
    }
}
