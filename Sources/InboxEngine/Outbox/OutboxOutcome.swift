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
        case .sent(let providerID): try sent(item, providerID: providerID)
        case .sentInPart(let providerID, let refused): try sentInPart(item, providerID: providerID, refused)
        case .failed(let failure):
            if let unreached = try Mails(connection).find(item.message)?.unreached, !unreached.isEmpty {
                return try failedForRest(item, failure, unreached)
            }
            try failed(item, failure)
        }
    }

    private func sent(_ item: OutboxItem, providerID: String?) throws {
        try Outbox(connection).settle(item.message, .sent, at: now)
        // A further attempt for those who had been put off sends nothing that was not sent.
        if try Mails(connection).find(item.message)?.unreached == nil {
            var data = JSONFields()
            data.add("attempts", Int64(item.attempts))
            data.add("provider_id", providerID)
            try append(.messageSent, item.message, item.conversation, data)
        }
        guard let providerID else { return }
        try claim(providerID, for: item)
        if try Mails(connection).find(item.message) != nil {
            try Mails(connection).setMailID(providerID, of: item.message)
            for inbox in listeners(item) {
                try Mails(connection).note(
                    providerID, inbox: inbox, message: item.message, conversation: item.conversation)
            }
        }
    }

    /// The inboxes that may hear of the message: the conversation's own, and the one that sent it.
    private func listeners(_ item: OutboxItem) -> Set<String> {
        [item.inbox, graph.replyPath(of: item.inbox).inbox]
    }

    /// What the provider tells of this id from now on is about the message. The first id of a message stays its own.
    func claim(_ providerID: String, for item: OutboxItem) throws {
        try Outbox(connection).setProviderID(providerID, of: item.message)
        for inbox in listeners(item) {
            let key = EventKey.message(inbox: inbox, id: providerID)
            try Messages(connection).markSeen(key, message: item.message)
            // Receipts may have overtaken the provider's answer.
            for text in try Messages(connection).takeWaiting(for: key) {
                guard let event = NormalizedEvent(storedText: text) else { continue }
                try EffectApplication(connection: connection, graph: graph, now: now).apply(event, to: item.message)
            }
        }
    }

    // MARK: - Several recipients

    /// The customer has it; somebody in copy does not. Those who were put off are tried again, alone.
    private func sentInPart(_ item: OutboxItem, providerID: String?, _ refused: [RefusedRecipient]) throws {
        try sent(item, providerID: providerID)
        for recipient in refused where recipient.isPermanent {
            try noteUnreached(recipient.address, recipient.detail, item)
        }
        let rest = refused.filter { !$0.isPermanent }
        try Mails(connection).setUnreached(rest.map(\.address), of: item.message)
        guard let first = rest.first else { return }
        try putOffRest(item, SendFailure(.transient, code: "put_off", detail: first.detail), rest.map(\.address))
    }

    /// A further attempt, for those in copy who had been put off, failed: the message stays sent.
    private func failedForRest(_ item: OutboxItem, _ failure: SendFailure, _ unreached: [String]) throws {
        switch failure.retry {
        case .transient, .rateLimited, .needsOperator: try putOffRest(item, failure, unreached)
        case .permanent, .maybeSent: try giveUpRest(item, failure, unreached)
        }
    }

    private func putOffRest(_ item: OutboxItem, _ failure: SendFailure, _ unreached: [String]) throws {
        let rules = graph.configuration.outbox
        let expiry = item.queuedAt.adding(seconds: rules.lifetime)
        guard now < expiry else { return try giveUpRest(item, failure, unreached) }
        let next = min(nextAttempt(failure.retry, attempts: item.attempts, rules: rules), expiry)
        try Outbox(connection).retry(item.message, at: next, code: failure.code, detail: failure.detail)
    }

    private func giveUpRest(_ item: OutboxItem, _ failure: SendFailure, _ unreached: [String]) throws {
        for address in unreached { try noteUnreached(address, failure.detail, item) }
        try Mails(connection).setUnreached([], of: item.message)
        try Outbox(connection).settle(item.message, .sent, at: now)
    }

    private func noteUnreached(_ address: String, _ detail: String, _ item: OutboxItem) throws {
        var data = JSONFields()
        data.add("state", Message.SendState.failed.rawValue)
        data.add("recipient", address)
        data.add("error", detail)
        try append(.messageReceipt, item.message, item.conversation, data)
    }

    private func failed(_ item: OutboxItem, _ failure: SendFailure) throws {
        let rules = graph.configuration.outbox
        let expiry = item.queuedAt.adding(seconds: rules.lifetime)
        switch failure.retry {
        case .maybeSent:
            try maybeSent(item, code: failure.code, detail: failure.detail)
        case .permanent:
            try end(item, failure, detail: failure.detail)
        case .transient, .rateLimited, .needsOperator:
            if now >= expiry {
                return try end(
                    item, failure, detail: "given up after \(item.attempts) attempts: \(failure.detail)")
            }
            let next = min(nextAttempt(failure.retry, attempts: item.attempts, rules: rules), expiry)
            try Outbox(connection).retry(
                item.message, at: next, code: failure.code, detail: failure.detail,
                mayHaveArrived: failure.mayHaveArrived)
            var data = JSONFields()
            data.add("code", failure.code)
            data.add("detail", failure.detail)
            data.add("attempts", Int64(item.attempts))
            data.add("next_attempt_at", next.formatted)
            try append(.messageDeferred, item.message, item.conversation, data)
        }
    }

    /// There is no further attempt. What an earlier one may have brought has not failed.
    private func end(_ item: OutboxItem, _ failure: SendFailure, detail: String) throws {
        if try failure.mayHaveArrived || Outbox(connection).isInDoubt(item.message) {
            try maybeSent(item, code: failure.code, detail: detail)
        } else {
            try fail(item.message, code: failure.code, detail: detail)
        }
    }

    private func maybeSent(_ item: OutboxItem, code: String, detail: String) throws {
        try Outbox(connection).settle(item.message, .maybeSent, at: now, code: code, detail: detail)
        var data = JSONFields()
        data.add("state", Message.SendState.maybeSent.rawValue)
        data.add("code", code)
        data.add("detail", detail)
        try append(.messageFailed, item.message, item.conversation, data)
    }

    /// Marks a message as failed for good. The customer has no answer, so the clocks that it stopped run again.
    func fail(_ id: MessageID, code: String, detail: String) throws {
        try Outbox(connection).settle(id, .failed, at: now, code: code, detail: detail)
        guard let message = try Messages(connection).find(id),
            let conversation = try Conversations(connection).find(message.conversation)
        else { return }
        var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: now)
        // A later reply that did not fail has answered the customer after all.
        // An automatic one had answered nobody.
        if try !message.isAutomatic && !Outbox(connection).hasLaterReply(than: id, in: conversation.id) {
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
