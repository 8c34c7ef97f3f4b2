import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// Writes down what became of an attempt to send, inside a write transaction.
struct OutboxOutcome {
    let connection: any SQLConnection
    let graph: EngineGraph
    let now: Instant

    func record(_ outcome: SendOutcome, of item: OutboxItem) throws {
        switch outcome {
        case .sent(let providerID), .sentInPart(let providerID, _): try sent(item, providerID: providerID)
        case .failed(let failure): try failed(item, failure)
        }
    }

    private func sent(_ item: OutboxItem, providerID: String?) throws {
        try Outbox(connection).settle(item.message, .sent, at: now)
        var data = JSONFields()
        data.add("attempts", Int64(item.attempts))
        data.add("provider_id", providerID)
        try append(.messageSent, item.message, item.conversation, data)
        guard let providerID else { return }
        try Outbox(connection).setProviderID(providerID, of: item.message)
        let key = EventKey.message(inbox: item.inbox, id: providerID)
        try Messages(connection).markSeen(key, message: item.message)
        // Receipts may have overtaken the provider's answer.
        for text in try Messages(connection).takeWaiting(for: key) {
            guard let event = NormalizedEvent(storedText: text) else { continue }
            try EffectApplication(connection: connection, graph: graph, now: now).apply(event, to: item.message)
        }
    }

    private func failed(_ item: OutboxItem, _ failure: SendFailure) throws {
        let rules = graph.configuration.outbox
        let expiry = item.queuedAt.adding(seconds: rules.lifetime)
        switch failure.retry {
        case .maybeSent:
            try Outbox(connection).settle(
                item.message, .maybeSent, at: now, code: failure.code, detail: failure.detail)
            var data = JSONFields()
            data.add("state", Message.SendState.maybeSent.rawValue)
            data.add("code", failure.code)
            data.add("detail", failure.detail)
            try append(.messageFailed, item.message, item.conversation, data)
        case .permanent:
            try fail(item.message, code: failure.code, detail: failure.detail)
        case .transient, .rateLimited, .needsOperator:
            if now >= expiry {
                return try fail(
                    item.message, code: failure.code,
                    detail: "given up after \(item.attempts) attempts: \(failure.detail)")
            }
            let next = min(nextAttempt(failure.retry, attempts: item.attempts, rules: rules), expiry)
            try Outbox(connection).retry(item.message, at: next, code: failure.code, detail: failure.detail)
            var data = JSONFields()
            data.add("code", failure.code)
            data.add("detail", failure.detail)
            data.add("attempts", Int64(item.attempts))
            data.add("next_attempt_at", next.formatted)
            try append(.messageDeferred, item.message, item.conversation, data)
        }
    }

    /// Marks a message as failed for good. The customer has no answer, so the clocks that it stopped run again.
    func fail(_ id: MessageID, code: String, detail: String) throws {
        try Outbox(connection).settle(id, .failed, at: now, code: code, detail: detail)
        guard let message = try Messages(connection).find(id),
            let conversation = try Conversations(connection).find(message.conversation)
        else { return }
        var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: now)
        // A later reply that did not fail has answered the customer after all.
        if try !Outbox(connection).hasLaterReply(than: id, in: conversation.id) {
            try unit.clock(.replyFailed, at: now)
        }
        var data = JSONFields()
        data.add("state", Message.SendState.failed.rawValue)
        data.add("code", code)
        data.add("detail", detail)
        unit.append(.messageFailed, at: now, message: id, data: data)
        try unit.save()
    }

    /// Doubles from attempt to attempt, up to the maximum; a provider's own word is never undercut.
    private func nextAttempt(_ retry: SendFailure.Retry, attempts: Int, rules: OutboxRules) -> Instant {
        let doublings = min(max(attempts - 1, 0), 30)
        let backoff = now.adding(seconds: min(rules.minimalBackoff << Int64(doublings), rules.maximalBackoff))
        switch retry {
        case .rateLimited(let until): return max(until, backoff)
        case .needsOperator: return now.adding(seconds: rules.maximalBackoff)
        case .transient, .permanent, .maybeSent: return backoff
        }
    }

    private func append(
        _ type: EventType, _ message: MessageID, _ conversation: ConversationID, _ data: JSONFields
    ) throws {
        try Events(connection).append(type, at: now, conversation: conversation, message: message, data: data)
    }
}
