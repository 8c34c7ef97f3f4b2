/// What a message says that tells of another one that could not be delivered, or not yet.
///
/// Reports of success (`delivered`, `relayed`, `expanded`) and of reading (RFC 8098) are automatic mail and no bounces.
package struct Bounce: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A delivery status notification (RFC 3464).
        case dsn
        /// Text for people, as the mail system at hand writes it.
        case freeForm = "free_form"
    }

    package struct Recipient: Sendable, Hashable {
        /// The one our message was addressed to where the report says so, else the one that failed.
        package var address: String
        /// The one that failed, where that is another: a forwarding changed it.
        package var finalAddress: String?
        package var action: Action
        /// `5.1.1` (RFC 3463).
        package var status: String?
        /// The refusing system's words.
        package var diagnostic: String?

        /// Whether it failed and will fail again: a status of class 5, or, where there is no status, words that say so.
        package var isPermanent: Bool
    }

    package enum Action: String, Sendable, Hashable, CaseIterable {
        case failed
        /// Tried on: what was sent may still arrive.
        case delayed
    }

    package var kind: Kind
    package var recipients: [Recipient]
    /// Of the message that was not delivered, without angle brackets.
    package var originalMessageID: String?

    /// Whether a recipient failed for good.
    package var isPermanent: Bool { recipients.contains(where: \.isPermanent) }
}
