import ChannelKit
import InboxDomain
import InboxStore

/// Edits, deletions, reactions and receipts: events on a message that is there, or that has yet to come.
extension DeliveryApplication {
    /// Records what happened to the message whose provider id is `target`. Providers promise no order: where the
    /// message is not known yet, the effect waits for it.
    mutating func act(on target: String, _ event: NormalizedEvent) throws {
        let key = EventKey.message(inbox: inbox.name, id: target)
        guard let id = try Messages(connection).seen(key)?.message ?? ownMail(target) else {
            try Messages(connection).keepWaiting(event.storedText, for: key, delivery: delivery)
            noteEffect(on: nil)
            return
        }
        try EffectApplication(connection: connection, graph: graph, now: now).apply(event, to: id)
        noteEffect(on: id)
    }

    /// The message that a signed Message-ID of ours names, also where the provider never confirmed it.
    private func ownMail(_ target: String) throws -> MessageID? {
        guard target.contains("@"), let tokens = try MailKeys.stored(connection, graph) else { return nil }
        return tokens.message(ofMessageID: target)?.message
    }

    /// Applies what waited for a message that has just been stored.
    func applyWaiting(for key: EventKey, message: MessageID) throws {
        for text in try Messages(connection).takeWaiting(for: key) {
            guard let event = NormalizedEvent(storedText: text) else { continue }
            try EffectApplication(connection: connection, graph: graph, now: now).apply(event, to: message)
        }
    }
}

/// Applies one effect to one stored message.
struct EffectApplication {
    let connection: any SQLConnection
    let graph: EngineGraph
    let now: Instant

    func apply(_ event: NormalizedEvent, to id: MessageID) throws {
        guard let message = try Messages(connection).find(id) else { return }
        switch event {
        case .edit(let edit):
            var data = JSONFields()
            data.add("text", edit.text)
            data.add("html", edit.html)
            try append(.messageEdited, at: edit.at, to: message, data: data)
        case .delete(let deletion):
            try append(.messageDeleted, at: deletion.at, to: message)
        case .reaction(let reaction):
            var data = JSONFields()
            data.add("emoji", reaction.emoji)
            data.add("removed", reaction.removed)
            try append(.messageReaction, at: reaction.at, to: message, actor: reaction.sender.id, data: data)
        case .receipt(let receipt):
            try apply(receipt, to: message)
        case .message, .echo, .contact, .ignored:
            break
        }
    }

    private func apply(_ receipt: ReceiptEvent, to message: Message) throws {
        var data = JSONFields()
        data.add("state", receipt.state.rawValue)
        data.add("error", receipt.error)
        data.add("recipient", receipt.recipient)
        try append(.messageReceipt, at: receipt.at, to: message, data: data)
        if receipt.state == .failed, message.direction == .outbound, try concernsCopy(receipt, of: message) { return }
        guard let state = message.sendState, state != .failed, message.direction == .outbound else { return }
        // Of a message that is out in part: the rest is still to be sent.
        if state == .queued, receipt.state != .failed { return }
        let outbox = Outbox(connection)
        switch receipt.state {
        case .sent where state == .maybeSent: try outbox.settle(message.id, .sent, at: receipt.at)
        case .delivered where state != .read: try outbox.settle(message.id, .delivered, at: receipt.at)
        case .read: try outbox.settle(message.id, .read, at: receipt.at)
        case .failed:
            try OutboxOutcome(connection: connection, graph: graph, now: now).fail(
                message.id, code: "provider_receipt", detail: receipt.error ?? "the provider reports a failure")
        case .sent, .delivered: break
        }
    }

    /// Marks the address of a permanent failure, and says whether it was somebody in copy: then the message has not
    /// failed.
    private func concernsCopy(_ receipt: ReceiptEvent, of message: Message) throws -> Bool {
        guard let mail = try Mails(connection).find(message.id), let main = mail.people.first else { return false }
        // A server further on may name an address that we never wrote to: it stands for the one that led there.
        let named = receipt.recipient.map(MailParty.key)
        let failed = mail.people.first { $0.key == named } ?? main
        if receipt.isPermanent {
            try Addresses(connection).markUndeliverable(
                failed.address, reason: receipt.error ?? "a bounce says so", message: message.id, at: receipt.at)
        }
        return failed != main
    }

    private func append(
        _ type: EventType, at instant: Instant, to message: Message, actor: String? = nil,
        data: JSONFields = JSONFields()
    ) throws {
        try Events(connection).append(
            type, at: instant, conversation: message.conversation, message: message.id, actor: actor, data: data)
    }
}
