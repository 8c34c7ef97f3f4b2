import ChannelKit
import InboxDomain
import InboxStore

/// Finds the conversation that a mail belongs to, inside the delivery's transaction.
///
/// The rules, in order: the signed reply token in the recipient's address; our own signed Message-IDs in In-Reply-To and
/// References; any Message-ID of the same inbox in them; each list newest first; a tag `[#1042]` in the subject. A find
/// counts only for somebody who takes part in that conversation and goes on with its subject. Where none counts, the
/// mail begins a conversation, linked to the first find where there was one that the sender could not or would not
/// join; a tag alone links nothing, since anybody can write a number.
struct Threader {
    /// Message-IDs that are looked up, for one mail.
    static let longest = 100

    let connection: any SQLConnection
    let inbox: String
    let tokens: MailTokens

    func decide(_ event: MessageEvent, _ hints: ThreadingHints, contact: ContactID) throws -> ThreadDecision {
        var search = Search(
            connection: connection, sender: event.sender.id, contact: contact, subject: SubjectLine(event.subject ?? "")
        )
        if let token = hints.replyToken {
            if let id = tokens.conversation(ofReplyToken: token) {
                if let found = try search.consider(id, .replyToken, "the reply token in the address") { return found }
            } else {
                search.note("the reply token in the address is not one of ours")
            }
        }
        let ids = Self.newestFirst(hints)
        for id in ids {
            guard let own = tokens.message(ofMessageID: id) else { continue }
            if let found = try search.consider(own.conversation, .ownMessageID, "our own Message-ID \(id)") {
                return found
            }
        }
        for id in ids {
            guard let known = try Mails(connection).conversation(of: id, inbox: inbox) else { continue }
            if let found = try search.consider(known, .messageID, "the Message-ID \(id)") { return found }
        }
        if !ids.isEmpty, !search.hasFound { search.note("none of \(ids.count) ids that it answers is known here") }
        for tag in search.subject.tags {
            if let found = try search.consider(ConversationID(tag), .subjectTag, "the tag [#\(tag)] in the subject") {
                return found
            }
        }
        return try search.end()
    }

    /// What it answers, newest first, each once.
    private static func newestFirst(_ hints: ThreadingHints) -> [String] {
        var seen: Set<String> = [hints.messageID]
        return (hints.inReplyTo + hints.references.reversed()).filter { seen.insert($0).inserted }
            .prefix(longest).map { $0 }
    }
}

/// One search: what was found on the way, and may be linked to in the end.
private struct Search {
    private struct Link {
        var conversation: Conversation
        var rule: ThreadDecision.Rule
        var outcome: ThreadDecision.Outcome
    }

    let connection: any SQLConnection
    let sender: String
    let contact: ContactID
    let subject: SubjectLine
    private var steps: [String] = []
    private var link: Link?
    private var considered: Set<ConversationID> = []

    var hasFound: Bool { !considered.isEmpty }

    init(connection: any SQLConnection, sender: String, contact: ContactID, subject: SubjectLine) {
        self.connection = connection
        self.sender = sender
        self.contact = contact
        self.subject = subject
    }

    mutating func note(_ step: String) {
        steps.append(step)
    }

    /// The decision, where the sender may join the conversation that a rule found.
    mutating func consider(
        _ id: ConversationID, _ rule: ThreadDecision.Rule, _ evidence: String
    ) throws -> ThreadDecision? {
        // A weaker rule may find what a stronger one found, but it says nothing new about it.
        guard considered.insert(id).inserted else { return nil }
        guard let conversation = try Conversations(connection).find(id) else {
            note("\(evidence) names conversation \(id), which is not there")
            return nil
        }
        guard try isParticipant(of: conversation) else {
            note("\(evidence) names conversation \(id), in which \(sender) takes no part")
            if rule != .subjectTag {
                link = link ?? Link(conversation: conversation, rule: rule, outcome: .linkedStranger)
            }
            return nil
        }
        // Who kept our tag in the subject means that conversation, whatever else the subject says.
        if !subject.tags.contains(id.rawValue), try hasNewSubject(for: conversation) {
            note("\(evidence) names conversation \(id), but the subject is another one")
            link = link ?? Link(conversation: conversation, rule: rule, outcome: .linkedNewSubject)
            return nil
        }
        note("\(evidence) names conversation \(id)")
        return ThreadDecision(rule: rule, outcome: .joined, conversation: conversation, steps: steps)
    }

    /// What follows when no rule let the sender join.
    mutating func end() throws -> ThreadDecision {
        guard let link else {
            note("no rule found a conversation")
            return ThreadDecision(rule: .none, outcome: .new, steps: steps)
        }
        for id in try Mails(connection).linked(to: link.conversation.id, contact: contact) {
            guard let earlier = try Conversations(connection).find(id), earlier.status != .closed,
                try !hasNewSubject(for: earlier)
            else { continue }
            note("conversation \(id) was linked to conversation \(link.conversation.id) for the same before")
            return ThreadDecision(rule: link.rule, outcome: .joined, conversation: earlier, steps: steps)
        }
        note("a new conversation is linked to conversation \(link.conversation.id)")
        return ThreadDecision(
            rule: link.rule, outcome: link.outcome, linkedTo: link.conversation.id, steps: steps)
    }

    private func isParticipant(of conversation: Conversation) throws -> Bool {
        if conversation.contact == contact { return true }
        return try Mails(connection).isParticipant(sender, of: conversation.id)
    }

    private func hasNewSubject(for conversation: Conversation) throws -> Bool {
        let known = try Mails(connection).subjects(of: conversation.id)
        return !known.isEmpty && known.allSatisfy { subject.clearlyDiffers(from: SubjectLine($0)) }
    }
}
