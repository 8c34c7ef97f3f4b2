import EmailMessage
import InboxDomain

extension ParsedEmail {
    /// What the message says of its thread. `recipients` are the addresses by which it came to us.
    func threading(recipients: [String]) -> ThreadingHints {
        ThreadingHints(
            messageID: Self.fitting(messageID),
            replyToken: (recipients + (to + cc).map(\.address)).lazy.compactMap(ThreadingHints.replyToken).first,
            inReplyTo: Self.ids(inReplyTo), references: Self.ids(references), to: Self.parties(to),
            cc: Self.parties(cc))
    }

    /// What it reports as not delivered; nil where it is no bounce, or says only that something is late.
    var bounceHints: BounceHints? {
        guard let bounce, bounce.recipients.isEmpty || bounce.recipients.contains(where: { $0.action == .failed })
        else {
            return nil
        }
        let failed = bounce.recipients.filter { $0.action == .failed && Self.fits($0.address) }
        return BounceHints(
            originals: Self.ids(bounce.originalMessageID.map { [$0] } ?? []),
            recipients: failed.prefix(EventLimits.threading).map { recipient in
                BounceHints.Recipient(
                    address: recipient.address, isPermanent: recipient.isPermanent,
                    detail: recipient.diagnostic.map { String($0.prefix(1000)) } ?? recipient.status)
            })
    }

    /// The newest ones, where there are too many.
    private static func ids(_ ids: [String]) -> [String] {
        ids.filter(fits).suffix(EventLimits.threading)
    }

    private static func parties(_ addresses: [EmailAddress]) -> [MailParty] {
        addresses.filter { fits($0.address) }.prefix(EventLimits.threading).map {
            MailParty(address: $0.address, name: $0.name.map { String($0.prefix(200)) })
        }
    }

    private static func fits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= EventLimits.shortText
    }

    private static func fitting(_ id: String) -> String {
        id.utf8.count <= EventLimits.shortText ? id : MailEvent.shortID(id)
    }
}
