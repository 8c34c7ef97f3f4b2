import ChannelKit

/// One message at the provider that a reply becomes, wholly or in part.
struct SendPart: Sendable, Hashable {
    var text: String
    var attachments: [OutgoingAttachment] = []
}

/// How a reply becomes messages at the provider: the text in pieces that are short enough, then the files, as many together
/// as the channel takes. The last piece of the text goes with the first files where they may have it.
///
/// It follows from the message and the manifest alone, so that each attempt at a message plans the same.
enum SendPlan {
    /// Nil where the text is too long.
    static func parts(of message: OutgoingMessage, by spec: SendSpec) -> [SendPart]? {
        guard let pieces = spec.limit.map({ $0.split(message.text) }) ?? [message.text] else { return nil }
        guard let limits = spec.attachments, !message.attachments.isEmpty else {
            return pieces.map { SendPart(text: $0) }
        }
        var texts = message.text.isEmpty ? [] : pieces
        var caption = ""
        let first = message.attachments.prefix(limits.count).map(\.type)
        if let last = texts.last, limits.allowsCaption(last, with: first) {
            caption = texts.removeLast()
        }
        var parts = texts.map { SendPart(text: $0) }
        var rest = message.attachments[...]
        while !rest.isEmpty {
            parts.append(SendPart(text: caption, attachments: Array(rest.prefix(limits.count))))
            rest = rest.dropFirst(limits.count)
            caption = ""
        }
        return parts
    }
}
