package struct ReplyRequest: Sendable, Hashable, Codable {
    /// What becomes of the conversation's status.
    package enum After: String, Sendable, CaseIterable, Codable {
        case keep
        case pending
        case resolved
    }

    /// May be empty where there are attachments.
    package var text: String
    /// `keep` where it is left out.
    package var then: After?
    /// The agent in whose name it is written; the caller's own where it is left out. Another's name takes the role
    /// `operator`.
    package var asAgent: String?
    /// Further addresses in copy; by mail only. Who was in copy before stays so.
    package var cc: [String]?
    /// Another subject than the conversation's; by mail only.
    package var subject: String?
    /// Send it also to an address that mail does not reach.
    package var force: Bool?
    /// The number of the message that it answers, to be quoted; by chat only, since mail quotes by itself.
    package var replyTo: Int64?
    /// Files, in their order, each uploaded before.
    package var attachments: [ReplyAttachment]?

    package init(
        text: String, then: After? = nil, asAgent: String? = nil, cc: [String]? = nil, subject: String? = nil,
        force: Bool? = nil, replyTo: Int64? = nil, attachments: [ReplyAttachment]? = nil
    ) {
        self.replyTo = replyTo
        self.attachments = attachments
        self.text = text
        self.then = then
        self.asAgent = asAgent
        self.cc = cc
        self.subject = subject
        self.force = force
    }
}

/// The reply is stored, and will be sent.
package struct ReplyResult: Sendable, Hashable, Codable {
    package var message: Int64
    package var outbox: Int64
    /// The state of the outbox entry: `queued`, as a rule.
    package var state: String

    package init(message: Int64, outbox: Int64, state: String) {
        self.message = message
        self.outbox = outbox
        self.state = state
    }
}
