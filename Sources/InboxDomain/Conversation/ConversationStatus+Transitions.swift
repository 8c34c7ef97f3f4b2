/// What an agent or operator can do to a conversation.
package enum ConversationAction: String, Sendable, CaseIterable, Hashable {
    case reply, note
    case markPending = "mark as pending"
    case snooze, resolve, reopen
    case assign, move
    case prioritise, tag
}

/// What becomes of the status when an agent replies.
package enum ReplyOutcome: String, Sendable, CaseIterable, Hashable {
    /// The status stays. An answer need not be the last word: who wants to wait for the customer says so.
    case keep
    /// `reply --pending`
    case pending
    /// `reply --resolve`
    case resolve
}

/// The rules:
///
/// | from     | mark as pending | snooze  | resolve  | reopen | reply | note | assign, move, prioritise | tag |
/// |----------|-----------------|---------|----------|--------|-------|------|--------------------------|-----|
/// | open     | pending         | snoozed | resolved |        | yes   | yes  | yes                      | yes |
/// | pending  |                 | snoozed | resolved | open   | yes   | yes  | yes                      | yes |
/// | snoozed  | pending         | snoozed | resolved | open   | yes   | yes  | yes                      | yes |
/// | resolved |                 |         |          | open   | yes   | yes  | yes                      | yes |
/// | closed   |                 |         |          |        |       | yes  |                          | yes |
///
/// A message of the customer opens what is pending, snoozed or resolved. What is closed stays closed: the message
/// begins a new conversation. A snoozed conversation may be snoozed again, until another instant. A reply in a resolved
/// conversation leaves it resolved: it is the last word, not new work.
extension ConversationStatus {
    /// The status after a message of the customer.
    package var afterCustomerMessage: ConversationStatus {
        self == .closed ? .closed : .open
    }

    /// The status after a public reply. Throws `DomainError.action` where the reply, or what is asked with it, is not
    /// allowed.
    package func afterAgentReply(_ outcome: ReplyOutcome = .keep) throws(DomainError) -> ConversationStatus {
        let kept = try after(.reply)
        switch outcome {
        case .keep: return kept
        case .pending: return kept == .pending ? .pending : try after(.markPending)
        case .resolve: return kept == .resolved ? .resolved : try after(.resolve)
        }
    }

    package func allows(_ action: ConversationAction) -> Bool {
        (try? after(action)) != nil
    }

    /// The actions that are allowed, in the order of their declaration.
    package var allowedActions: [ConversationAction] {
        ConversationAction.allCases.filter(allows)
    }

    /// The status after `action`; the same one where the action does not change it. Throws `DomainError.action` where
    /// it is not allowed, with what to do instead.
    package func after(_ action: ConversationAction) throws(DomainError) -> ConversationStatus {
        switch (self, action) {
        case (_, .note), (_, .tag): return self
        case (.closed, _): throw .action(action, status: self, advice: "a new message begins a new conversation")
        case (_, .reply), (_, .assign), (_, .move), (_, .prioritise): return self
        case (.open, .reopen): throw .action(action, status: self, advice: "it is open already")
        case (_, .reopen): return .open
        case (.resolved, .resolve): throw .action(action, status: self, advice: "it is resolved already")
        case (.resolved, .snooze), (.resolved, .markPending):
            throw .action(action, status: self, advice: "reopen it first")
        case (_, .resolve): return .resolved
        case (_, .snooze): return .snoozed
        case (.pending, .markPending): throw .action(action, status: self, advice: "it is pending already")
        case (_, .markPending): return .pending
        }
    }
}
