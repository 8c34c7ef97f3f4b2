import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// Acknowledges what began a conversation, by itself: once a conversation, never to machines, to ourselves or to an
/// address that mail does not reach, and never more to one address than the brakes allow. So two machines that answer
/// each other come to a stop, whatever their headers leave out.
struct AutoReplier {
    let connection: any SQLConnection
    let graph: EngineGraph
    let now: Instant

    /// The author of such messages.
    static let author = "auto-reply"

    func reply(text: String, subject: String?, to event: MessageEvent, in unit: inout ConversationUnit) throws {
        let path = graph.replyPath(of: unit.conversation.inbox)
        guard !event.automatic, path.canSend else { return }
        let isMail = path.isVia || event.threading != nil
        guard let recipient = try recipient(of: event, path, unit.conversation) else {
            return try hold("no mail address of the sender is known", &unit)
        }
        let address = recipient.address
        if let reason = try hindrance(address) { return try hold(reason, &unit) }
        let values = [
            "number": "\(unit.conversation.id)", "subject": event.subject ?? "", "name": event.sender.name ?? address,
        ]
        let message = try Messages(connection).insert(
            Message(
                id: MessageID(0), conversation: unit.conversation.id, direction: .outbound, author: Self.author,
                sentAt: now, receivedAt: now, text: Self.fill(text, values),
                subject: subject.map { Self.fill($0, values) },
                replyTo: event.threading?.messageID ?? (isMail ? nil : event.id), isAutomatic: true))
        if isMail {
            try OutgoingMailRecord(connection: connection, graph: graph, now: now)
                .insert(message, to: [recipient], in: unit.conversation)
        }
        try Outbox(connection).queue(
            message, conversation: unit.conversation.id, inbox: unit.conversation.inbox, at: now)
        let widest = graph.configuration.email.brakes.map(\.seconds).max() ?? 0
        try Addresses(connection).countAutomatic(
            address, message: message, at: now, horizon: now.adding(seconds: -widest))
        unit.append(.messageQueued, at: now, message: message, actor: Self.author)
        unit.conversation.messageCount += 1
        try unit.clock(.autoReply, at: now)
        try unit.save()
    }

    private func hold(_ reason: String, _ unit: inout ConversationUnit) throws {
        var data = JSONFields()
        data.add("reason", reason)
        unit.append(.autoReplyHeld, at: now, actor: Self.author, data: data)
        try unit.save()
    }

    /// The sender; of what did not come by mail, and is answered by mail, their mail address.
    private func recipient(
        of event: MessageEvent, _ path: ReplyPath, _ conversation: Conversation
    ) throws -> MailParty? {
        guard path.isVia, event.threading == nil else {
            return MailParty(address: event.sender.id, name: event.sender.name)
        }
        return try CustomerMail(conversation: conversation, connection: connection, graph: graph).customer()
    }

    /// Why this address gets none; nil where nothing is against it.
    private func hindrance(_ address: String) throws -> String? {
        if graph.mailboxes.inbox(for: address) != nil { return "the sender is one of our own addresses" }
        if try Addresses(connection).undeliverable(address) != nil { return "mail does not reach the address" }
        for brake in graph.configuration.email.brakes {
            let since = now.adding(seconds: -brake.seconds)
            guard try Addresses(connection).automaticCount(address, since: since) >= brake.count else { continue }
            let window = DurationText.format(brake.seconds * 1000)
            return "the address had \(brake.count) automatic messages within \(window)"
        }
        return nil
    }

    /// Puts values in the place of `{name}`; what is no name of a value stays as it is.
    static func fill(_ template: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}") else { break }
            let name = String(rest[rest.index(after: open)..<close])
            if let value = values[name] {
                result += value
                rest = rest[rest.index(after: close)...]
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
