import InboxDomain
import InboxStore

/// Where a mail belongs, and why.
struct ThreadDecision {
    /// Which rule found the thread, in the order in which they are tried.
    enum Rule: String {
        /// The same mail is here already.
        case sameMail = "same_mail"
        /// It reports that a mail of ours was not delivered.
        case bounce
        case replyToken = "reply_token"
        case ownMessageID = "own_message_id"
        case messageID = "message_id"
        case subjectTag = "subject_tag"
        /// No rule found one.
        case none
    }

    enum Outcome: String {
        case joined
        /// It answers into somebody else's thread.
        case linkedStranger = "linked_stranger"
        /// It answers an old mail, with something else to say.
        case linkedNewSubject = "linked_new_subject"
        /// The thread is closed.
        case linkedClosed = "linked_closed"
        case new
        case duplicate
    }

    var rule: Rule
    var outcome: Outcome
    /// The one that it joins; nil where one begins.
    var conversation: Conversation?
    /// What a new one is linked to.
    var linkedTo: ConversationID?
    /// What was looked at, in order, a sentence each.
    var steps: [String]

    func stored(delivery: DeliveryID, message: MessageID, conversation: ConversationID) -> StoredThreadDecision {
        StoredThreadDecision(
            delivery: delivery, message: message, conversation: conversation, rule: rule.rawValue,
            outcome: outcome.rawValue, linkedTo: linkedTo,
            steps: steps.map { $0.replacing("\n", with: " ") })
    }
}
