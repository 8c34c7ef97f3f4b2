import ChannelKit
import InboxDomain

extension NormalizedEvent {
    static func hello(
        _ text: String = "hello", id: String, thread: String = "t1", from: String = "u1", name: String? = nil,
        attachments: [Attachment] = [], subject: String? = nil
    ) -> NormalizedEvent {
        .message(
            MessageEvent(
                id: id, conversation: thread, sender: SenderInfo(id: from, name: name), sentAt: EngineHarness.start,
                text: text, subject: subject, attachments: attachments))
    }

    static func echo(_ text: String, id: String, thread: String = "t1", to: String = "u1") -> NormalizedEvent {
        .echo(
            MessageEvent(
                id: id, conversation: thread, sender: SenderInfo(id: "our-phone"), recipient: SenderInfo(id: to),
                sentAt: EngineHarness.start, text: text))
    }

    static func receipt(_ target: String, _ state: ReceiptEvent.State, error: String? = nil) -> NormalizedEvent {
        .receipt(ReceiptEvent(target: target, state: state, error: error, at: EngineHarness.start))
    }

    static func edit(_ target: String, _ text: String) -> NormalizedEvent {
        .edit(EditEvent(target: target, text: text, at: EngineHarness.start))
    }

    static func delete(_ target: String) -> NormalizedEvent {
        .delete(DeleteEvent(target: target, at: EngineHarness.start))
    }

    static func reaction(_ target: String, _ emoji: String, removed: Bool = false) -> NormalizedEvent {
        .reaction(
            ReactionEvent(
                target: target, sender: SenderInfo(id: "u1"), emoji: emoji, removed: removed, at: EngineHarness.start))
    }

    static func contact(_ change: ContactEvent.Change, from: String = "u1", name: String? = nil) -> NormalizedEvent {
        .contact(ContactEvent(sender: SenderInfo(id: from, name: name), change: change, at: EngineHarness.start))
    }
}
