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
        guard !request.text.isEmpty else { throw ControlError(.invalid, "the reply is empty") }
        guard request.text.utf8.count <= Self.maximalLength else {
            throw ControlError(.invalid, "the reply has more than \(Self.maximalLength) bytes")
        }
        var detail = JSONFields()
        detail.add("as", author)
        let result = try await change(by: caller, "conversation.reply", on: "conversation \(id)", detail: detail) {
            connection, graph, now in
            var unit = try Self.conversation(id, connection, graph, now)
            let before = unit.conversation
            let status = try Self.status(after: request, unit)
            try Self.checkSendable(request.text, unit.conversation, graph: graph, now: now)
            let message = try Messages(connection).insert(
                Message(
                    id: MessageID(0), conversation: id, direction: .outbound, author: author, sentAt: now,
                    receivedAt: now, text: request.text))
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
        _ text: String, _ conversation: Conversation, graph: EngineGraph, now: Instant
    ) throws {
        guard let adapter = graph.adapters[conversation.inbox] else {
            throw ControlError(
                .conflict, "inbox “\(conversation.inbox)” is not in the configuration any more",
                hint: "add it again to answer there")
        }
        let capabilities = adapter.capabilities
        guard capabilities.canSend else {
            throw ControlError(.conflict, "channel “\(conversation.channel)” cannot send")
        }
        if let limit = capabilities.textLimit, limit.length(of: text) > limit.count {
            throw ControlError(
                .conflict,
                "the reply has \(limit.length(of: text)) \(limit.unit.rawValue); the channel takes \(limit.count)",
                hint: "shorten it, or send it in parts")
        }
        if let window = capabilities.replyWindow, let last = conversation.lastInboundAt,
            now > last.adding(seconds: window)
        {
            throw ControlError(
                .conflict, "the channel takes replies for \(window / 3600) h after the customer's last message",
                hint: "the customer has to write first, or must be reached another way")
        }
    }
}

extension ChannelCapabilities.TextLimit {
    /// The length of a text in this limit's unit.
    func length(of text: String) -> Int {
        switch unit {
        case .chars: text.unicodeScalars.count
        case .bytes: text.utf8.count
        case .utf16: text.utf16.count
        }
    }
}
