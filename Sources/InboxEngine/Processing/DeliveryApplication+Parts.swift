import ChannelKit
import InboxDomain
import InboxStore

/// Long messages that a carrier delivers in parts.
extension DeliveryApplication {
    /// Keeps the part; the last one that was missing makes the message.
    mutating func receivePart(_ event: MessageEvent, _ part: MessageEvent.Part) throws {
        let key = EventKey.part(inbox: inbox.name, id: event.id)
        guard try Messages(connection).seen(key) == nil else { return noteDuplicate() }
        try Messages(connection).markSeen(key, message: nil)
        let parts = MessageParts(connection)
        try parts.keep(
            MessageParts.Part(
                number: part.number, delivery: delivery, event: NormalizedEvent.message(event).storedText,
                receivedAt: receivedAt),
            inbox: inbox.name, group: part.group, until: receivedAt.adding(seconds: part.wait))
        noteEffect(on: nil)
        if try parts.group(part.group, inbox: inbox.name).count >= part.total { try join(part.group) }
    }

    /// Makes one message of what is there of a group, in the order of the numbers. The first part that is there gives the
    /// message its id.
    mutating func join(_ group: String) throws {
        let parts = MessageParts(connection)
        let events = try parts.group(group, inbox: inbox.name).compactMap { part -> MessageEvent? in
            guard case .message(let event)? = NormalizedEvent(storedText: part.event) else { return nil }
            return event
        }
        try parts.remove(group, inbox: inbox.name)
        guard var message = events.first else { return }
        message.part = nil
        message.text = events.map(\.text).joined()
        message.attachments = events.flatMap(\.attachments)
        message.sentAt = events.map(\.sentAt).min() ?? message.sentAt
        try receive(message)
    }
}
