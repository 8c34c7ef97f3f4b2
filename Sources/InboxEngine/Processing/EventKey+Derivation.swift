import ChannelKit
import Crypto
import InboxDomain
package import InboxStore

extension EventKey {
    /// The key of a message, by which a repetition is known, and receipts and edits find it.
    package static func message(inbox: String, id: String) -> EventKey {
        EventKey("message", inbox, id)
    }

    /// The key of a part of a message, by which its repetition is known.
    static func part(inbox: String, id: String) -> EventKey {
        EventKey("part", inbox, id)
    }

    /// The key of an event that changes something but is no message; nil for those that have none.
    static func effect(_ event: NormalizedEvent, inbox: String) -> EventKey? {
        switch event {
        case .message, .echo, .ignored:
            nil
        case .contact(let contact):
            EventKey(
                "contact", inbox, contact.sender.id, contact.change.rawValue, contact.sender.name ?? "",
                String(contact.at.milliseconds))
        case .edit(let edit):
            EventKey("edit", inbox, edit.target, String(edit.at.milliseconds), edit.text, edit.html ?? "")
        case .delete(let deletion):
            EventKey("delete", inbox, deletion.target)
        case .reaction(let reaction):
            EventKey(
                "reaction", inbox, reaction.target, reaction.sender.id, reaction.emoji, String(reaction.removed),
                String(reaction.at.milliseconds))
        case .receipt(let receipt):
            EventKey("receipt", inbox, receipt.target, receipt.state.rawValue)
        }
    }

    private init(_ parts: String...) {
        var hash = SHA256()
        for part in parts {
            // The length first: no two lists of parts read the same.
            withUnsafeBytes(of: UInt32(part.utf8.count)) { hash.update(bufferPointer: $0) }
            var part = part
            part.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        }
        self.init(bytes: Array(hash.finalize().prefix(16)))
    }
}
