/// One conversation whole.
package struct ConversationDetail: Sendable, Hashable, Codable {
    package var conversation: ConversationSummary
    package var sla: String?
    package var skills: [String]
    /// The conversation that this one follows.
    package var previous: Int64?
    package var resolvedAt: Timestamp?
    package var contact: ContactView
    package var clocks: [ClockView]
    /// Why it is where it is; nil where it was moved since by hand, or is from before the explanation was kept.
    package var route: RouteDecision?
    /// Nil where it is not carried by mail.
    package var mail: MailView?
    /// The inbox of mail by which replies go out; nil where the conversation's own inbox sends them.
    package var replyVia: String?
    /// Oldest first: the newest `limit` entries, or those before the cursor.
    package var timeline: [TimelineEntry]
    /// The cursor of the entries before these; nil where there are none.
    package var next: String?

    package init(
        conversation: ConversationSummary, sla: String? = nil, skills: [String] = [], previous: Int64? = nil,
        resolvedAt: Timestamp? = nil, contact: ContactView, clocks: [ClockView] = [], route: RouteDecision? = nil,
        mail: MailView? = nil, replyVia: String? = nil,
        timeline: [TimelineEntry] = [], next: String? = nil
    ) {
        self.conversation = conversation
        self.sla = sla
        self.skills = skills
        self.previous = previous
        self.resolvedAt = resolvedAt
        self.contact = contact
        self.clocks = clocks
        self.route = route
        self.mail = mail
        self.replyVia = replyVia
        self.timeline = timeline
        self.next = next
    }
}

package struct ContactView: Sendable, Hashable, Codable {
    package struct IdentityView: Sendable, Hashable, Codable {
        package var channel: String
        package var address: String

        package init(channel: String, address: String) {
            self.channel = channel
            self.address = address
        }
    }

    package var id: Int64
    package var name: String?
    package var email: String?
    package var phone: String?
    package var locale: String?
    package var attributes: [String: String]
    package var identities: [IdentityView]

    package init(
        id: Int64, name: String? = nil, email: String? = nil, phone: String? = nil, locale: String? = nil,
        attributes: [String: String] = [:], identities: [IdentityView] = []
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.phone = phone
        self.locale = locale
        self.attributes = attributes
        self.identities = identities
    }
}

package struct ClockView: Sendable, Hashable, Codable {
    /// `first_response`, `next_response`, `resolution`, `update`.
    package var kind: String
    /// 1 for the first of this kind in the conversation.
    package var run: Int
    /// `running`, `paused`, `met`, `breached`, `cancelled`.
    package var state: String
    package var policy: String
    /// For people: `4h working`, `14d real`.
    package var target: String
    package var startedAt: Timestamp
    package var dueAt: Timestamp?
    package var stoppedAt: Timestamp?
    package var breachedAt: Timestamp?
    /// What is left of the target, in the time in which it is counted; negative where it is overdrawn. Nil once
    /// stopped.
    package var remainingSeconds: Int64?

    package init(
        kind: String, run: Int = 1, state: String, policy: String, target: String, startedAt: Timestamp,
        dueAt: Timestamp? = nil, stoppedAt: Timestamp? = nil, breachedAt: Timestamp? = nil,
        remainingSeconds: Int64? = nil
    ) {
        self.kind = kind
        self.run = run
        self.state = state
        self.policy = policy
        self.target = target
        self.startedAt = startedAt
        self.dueAt = dueAt
        self.stoppedAt = stoppedAt
        self.breachedAt = breachedAt
        self.remainingSeconds = remainingSeconds
    }
}
