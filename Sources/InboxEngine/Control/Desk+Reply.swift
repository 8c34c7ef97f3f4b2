import ChannelKit
package import ControlAPI
import InboxConfig
package import InboxDomain
import InboxStore

extension Desk {
    /// The longest reply that is taken, in bytes, whatever the channel.
    private static let maximalLength = 1 << 20

    package func reply(
        _ id: ConversationID, _ request: ReplyRequest, by caller: Caller
    ) async throws -> ReplyResult {
        let author = try author(of: request, caller)
        let request = Self.withoutBlankCaption(request)
        guard !request.text.isEmpty || request.attachments?.isEmpty == false else {
            throw ControlError(.invalid, "the reply is empty")
        }
        guard request.text.utf8.count <= Self.maximalLength else {
            throw ControlError(.invalid, "the reply has more than \(Self.maximalLength) bytes")
        }
        let files = try await files(of: request)
        var detail = JSONFields()
        detail.add("as", author)
        if !files.files.isEmpty { detail.add("files", files.files.map(\.name)) }
        let result = try await change(by: caller, "conversation.reply", on: "conversation \(id)", detail: detail) {
            connection, graph, now in
            var unit = try Self.conversation(id, connection, graph, now)
            let before = unit.conversation
            let status = try Self.status(after: request, unit)
            try Self.checkSendable(request, files, unit.conversation, graph: graph, now: now)
            let message = try Self.store(
                request, files, by: author, in: unit.conversation, connection: connection, graph: graph, now: now)
            try Outbox(connection).queue(
                message, conversation: id, inbox: unit.conversation.inbox, at: now)
            unit.append(.messageQueued, at: now, message: message, actor: author)
            try unit.clock(.agentReply, at: now)
            unit.conversation.firstRespondedAt = unit.conversation.firstRespondedAt ?? now
            unit.conversation.lastMessageAt = now
            unit.conversation.messageCount += 1
            try unit.setStatus(status, at: now, actor: caller.user, reason: "reply")
            try unit.save()
            if graph.configuration.agents[author] != nil {
                try Contacts(connection).setLastAgent(author, of: unit.conversation.contact)
            }
            try Assigner(connection: connection, graph: graph, now: now)
                .fillRoom(left: before, unit.conversation, at: now)
            return ReplyResult(
                message: message.rawValue, outbox: message.rawValue, state: Message.SendState.queued.rawValue)
        }
        signals.queued.notify()
        return result
    }

    /// Stores the reply, and where the conversation is carried by mail whom it goes to.
    private static func store(
        _ request: ReplyRequest, _ files: ReplyFiles, by author: String, in conversation: Conversation,
        connection: any SQLConnection,
        graph: EngineGraph, now: Instant
    ) throws -> MessageID {
        var message = Message(
            id: MessageID(0), conversation: conversation.id, direction: .outbound, author: author, sentAt: now,
            receivedAt: now, text: request.text, attachments: files.attachments)
        let isVia = graph.replyPath(of: conversation.inbox).isVia
        guard try isVia || Mails(connection).isCarriedByMail(conversation.id) else {
            if request.cc?.isEmpty == false || request.subject != nil {
                throw ControlError(.conflict, "channel “\(conversation.channel)” has neither copies nor subjects")
            }
            message.replyTo = try quoted(request.replyTo, in: conversation, connection, graph)
            let id = try Messages(connection).insert(message)
            try files.store(of: id, connection)
            // Where the provider fetches them, their addresses are signed when the reply is sent, which only reads.
            if !files.files.isEmpty { _ = try StoredKey.fileLinks.make(connection) }
            return id
        }
        guard request.replyTo == nil else {
            throw ControlError(
                .conflict, "mail answers the customer's last mail, and quotes it", hint: "leave --reply-to out")
        }
        let added = try (request.cc ?? []).map { text throws(ControlError) in
            guard let address = ReplyRecipients.checked(text) else {
                throw ControlError(.invalid, "“\(text)” is no address for a copy", hint: "write name@example.com")
            }
            return address
        }
        guard added.count <= 100 else { throw ControlError(.invalid, "more than 100 addresses in copy") }
        if let subject = request.subject {
            guard !subject.isEmpty, subject.utf8.count <= 900, subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
            else { throw ControlError(.invalid, "the subject takes one line of at most 900 bytes") }
        }
        let recipients = try ReplyRecipients(conversation, adding: added, connection: connection, graph: graph)
        try checkDeliverable(
            [recipients.to.address] + added, force: request.force ?? false, connection: connection)
        message.subject = request.subject
        message.replyTo = recipients.answered
        let id = try Messages(connection).insert(message)
        try files.store(of: id, connection)
        try OutgoingMailRecord(connection: connection, graph: graph, now: now)
            .insert(id, to: [recipients.to] + recipients.cc, in: conversation)
        return id
    }

    /// A text of nothing but white space says nothing beside a file.
    private static func withoutBlankCaption(_ request: ReplyRequest) -> ReplyRequest {
        guard request.attachments?.isEmpty == false, request.text.allSatisfy(\.isWhitespace) else { return request }
        var request = request
        request.text = ""
        return request
    }

    /// The files that the request names.
    private func files(of request: ReplyRequest) async throws -> ReplyFiles {
        do {
            return try await ReplyFiles(
                request.attachments ?? [], in: ledger.blobs, limits: graph.current.configuration.server.limits)
        } catch {
            throw translated(error)
        }
    }

    /// The provider's id of the message to be quoted; nil where none is named.
    private static func quoted(
        _ number: Int64?, in conversation: Conversation, _ connection: any SQLConnection, _ graph: EngineGraph
    ) throws -> String? {
        guard let number else { return nil }
        guard graph.replyPath(of: conversation.inbox).adapter?.capabilities.canQuote ?? false else {
            throw ControlError(
                .conflict, "channel “\(conversation.channel)” cannot quote a message", hint: "leave --reply-to out")
        }
        guard let message = try Messages(connection).find(MessageID(number)), message.conversation == conversation.id,
            message.direction != .note
        else {
            throw ControlError(
                .invalid, "conversation \(conversation.id) has no message \(number)",
                hint: "`inboxctl conversation show \(conversation.id) --json` has their numbers")
        }
        guard let id = message.providerID else {
            throw ControlError(.conflict, "message \(number) is not sent yet, so that it cannot be quoted")
        }
        return id
    }

    private static func checkDeliverable(
        _ addresses: [String], force: Bool, connection: any SQLConnection
    ) throws {
        guard !force else { return }
        for address in addresses {
            guard let problem = try Addresses(connection).undeliverable(address) else { continue }
            throw ControlError(
                .conflict,
                "mail does not reach \(address) since \(problem.since.formatted): \(problem.reason)",
                hint: "ask the customer for another address, or send it all the same with --force")
        }
    }

    private static func status(
        after request: ReplyRequest, _ unit: ConversationUnit
    ) throws(ControlError) -> ConversationStatus {
        let outcome: ReplyOutcome =
            switch request.then ?? .keep {
            case .keep: .keep
            case .pending: .pending
            case .resolved: .resolve
            }
        do {
            return try unit.conversation.status.afterAgentReply(outcome)
        } catch {
            throw refusal(error, unit)
        }
    }

    private func author(of request: ReplyRequest, _ caller: Caller) throws -> String {
        let agents = graph.current.configuration.agents
        guard let name = request.asAgent, name != caller.agent else {
            return caller.agent ?? caller.user
        }
        guard agents[name] != nil else { throw Self.unknown("agent", name, among: agents.keys) }
        guard caller.role >= .operator else {
            throw ControlError(
                .refused, "only an operator may write in the name of “\(name)”", hint: "leave --as out")
        }
        return name
    }

    /// Refuses at once what the provider would refuse later.
    private static func checkSendable(
        _ request: ReplyRequest, _ files: ReplyFiles, _ conversation: Conversation, graph: EngineGraph, now: Instant
    ) throws {
        let path = graph.replyPath(of: conversation.inbox)
        guard let adapter = path.adapter else {
            if let failure = path.failure {
                throw ControlError(
                    .conflict, "inbox “\(path.inbox)” does not work: \(failure)", hint: "mend its channel first")
            }
            throw ControlError(
                .conflict, "inbox “\(path.inbox)” is not in the configuration any more",
                hint: "add it again to answer there")
        }
        let channel = adapter.inbox.channel
        let capabilities = adapter.capabilities
        guard capabilities.canSend else {
            throw ControlError(
                .conflict, "channel “\(channel)” cannot send",
                hint:
                    "reply_via of inbox “\(path.inbox)” lets it answer through an inbox of mail; one of mail answers by its smtp"
            )
        }
        if let limit = capabilities.textLimit, limit.split(request.text) == nil {
            let inParts = limit.parts > 1 ? ", in at most \(limit.parts) messages" : ""
            throw ControlError(
                .conflict,
                "the reply has \(limit.measure(request.text)) \(limit.unit.rawValue); the channel takes "
                    + "\(limit.count)\(inParts)",
                hint: "shorten it, or send it in parts")
        }
        try files.check(
            channel, capabilities.attachments, publicURL: graph.configuration.server.publicURL)
        if let window = capabilities.replyWindow, let last = conversation.lastInboundAt,
            now > last.adding(seconds: window)
        {
            throw ControlError(
                .conflict, "the channel takes replies for \(window / 3600) h after the customer's last message",
                hint: "the customer has to write first, or must be reached another way")
        }
    }
}
