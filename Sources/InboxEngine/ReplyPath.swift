package import ChannelKit
import InboxConfig
import InboxDomain

/// How the replies of an inbox go out: by its own adapter, or by that of the inbox which its `reply_via` names. Whoever
/// asks what a reply may hold, or sends one, asks this.
package struct ReplyPath: Sendable {
    /// The inbox whose adapter sends.
    package let inbox: String
    /// Whether that is another inbox than the conversation's: then replies go by mail, whatever brought the message.
    package let isVia: Bool
    /// Nil where the inbox is not in the configuration, or its channel's files cannot be used.
    package let adapter: (any ChannelAdapter)?
    /// Why its channel's files cannot be used.
    package let failure: String?

    /// Whether what it sends reaches anybody; false where there is no adapter.
    package var canSend: Bool { adapter?.capabilities.canSend ?? false }
}

extension EngineGraph {
    /// For an inbox that is not in the configuration, a path without an adapter.
    package func replyPath(of inbox: String) -> ReplyPath {
        let via = configuration.inboxes[inbox]?.replyVia
        let sender = via ?? inbox
        return ReplyPath(inbox: sender, isVia: via != nil, adapter: adapters[sender], failure: failures[sender])
    }

    /// These inboxes, and those whose replies go out by one of them.
    func inboxes(answeringBy senders: Set<String>) -> Set<String> {
        guard !senders.isEmpty else { return [] }
        return configuration.inboxes.values.reduce(into: senders) { found, inbox in
            if let via = inbox.replyVia, senders.contains(via) { found.insert(inbox.name) }
        }
    }
}
