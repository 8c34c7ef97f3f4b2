package import ChannelKit
package import InboxConfig
package import InboxDomain

/// What only the channels know of `reply_via`: whether the inbox that it names sends mail, and whether it is needed at
/// all.
package enum ReplyViaChecks {
    /// - Parameter undecided: Inboxes of which is not known before they run whether they send.
    /// - Returns: Errors where nothing would go out; a warning where the inbox could answer by itself. Inboxes without an
    ///   adapter are passed over: what is wrong with them is said elsewhere.
    package static func problems(
        _ configuration: Configuration, _ adapters: [String: any ChannelAdapter], undecided: Set<String> = []
    ) -> [Diagnostic] {
        configuration.inboxes.values.sorted { $0.name < $1.name }.compactMap { inbox in
            guard let name = inbox.replyVia, let sender = adapters[name] else { return nil }
            let place = inbox.location(of: "reply_via")
            if sender.mailAddresses.isEmpty {
                return Diagnostic(
                    at: place,
                    "inbox “\(name)” is of the channel “\(sender.inbox.channel)”, which is no mail: reply_via names an "
                        + "inbox of the channel email")
            }
            if !sender.capabilities.canSend {
                return Diagnostic(
                    at: place, "inbox “\(name)” cannot send: it needs smtp: before another inbox answers through it")
            }
            if !undecided.contains(inbox.name), adapters[inbox.name]?.capabilities.canSend ?? false {
                return Diagnostic(
                    .warning, at: place,
                    "channel “\(inbox.channel)” can answer by itself; with reply_via all replies go by mail, through "
                        + "“\(name)”")
            }
            return nil
        }
    }
}
