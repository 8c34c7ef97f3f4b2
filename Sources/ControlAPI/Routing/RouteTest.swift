package import InboxDomain

/// A message that the routing tree is asked about; what is left out is empty.
package struct RouteTestRequest: Sendable, Hashable, Codable {
    package var channel: String?
    package var inbox: String?
    package var from: String?
    package var fromName: String?
    package var recipient: String?
    package var subject: String?
    package var text: String?
    package var locale: String?
    /// Kinds: `image`, `audio`, `video`, `file`, `sticker`, `location`, `contact`.
    package var attachments: [String]?
    /// Attributes of the contact.
    package var contact: [String: String]?
    package var known: Bool?
    /// Headers of an e-mail.
    package var headers: [String: String]?
    package var automatic: Bool?
    /// How many open conversations the contact has.
    package var open: Int?
    /// When it comes; for calendars.
    package var at: Timestamp?
    /// Media types of attachments: `image/png`.
    package var attachmentTypes: [String]?
    /// A normalized event, for what the facts do not say; `jq` conditions see it with the facts put over it.
    package var event: JSONValue?

    package init() {}

    /// The domain's form. Throws `ControlError` (`invalid`) for an attachment kind that does not exist.
    package func facts() throws(ControlError) -> RoutingFacts {
        var kinds: [Attachment.Kind] = []
        for word in attachments ?? [] {
            guard let kind = Attachment.Kind(rawValue: word) else {
                throw ControlError(
                    .invalid, "there is no attachment kind “\(word)”",
                    hint: "one of: " + Attachment.Kind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            kinds.append(kind)
        }
        return RoutingFacts(
            channel: channel ?? "", inbox: inbox ?? "", from: from ?? "", fromName: fromName, recipient: recipient,
            subject: subject, text: text ?? "", locale: locale, attachments: kinds,
            attachmentTypes: attachmentTypes ?? [],
            headers: Dictionary((headers ?? [:]).map { ($0.lowercased(), $1) }) { $1 }, isAutomatic: automatic ?? false,
            contact: contact ?? [:], isKnownContact: known ?? !(contact ?? [:]).isEmpty, openConversations: open ?? 0,
            receivedAt: at?.instant, event: eventText)
    }
}

/// Where the tree sends a message, and by which nodes.
package struct RouteDecision: Sendable, Hashable, Codable {
    /// One node whose settings apply.
    package struct Step: Sendable, Hashable, Codable {
        /// `file:line:column`.
        package var location: String
        /// What it asks for, for people: `channel: whatsapp or telegram`; `everything` for the root.
        package var match: String
        /// What it sets, for people: `queue: chat`, `priority: urgent`.
        package var sets: [String]

        package init(location: String, match: String, sets: [String]) {
            self.location = location
            self.match = match
            self.sets = sets
        }
    }

    package var queue: String
    package var priority: String
    package var sla: String?
    package var tags: [String]
    package var skills: [String]
    /// The template that answers at once.
    package var autoReply: String?
    /// From the root down, in the order in which they applied.
    package var path: [Step]
    /// What did not go as the configuration means it: `jq` conditions that failed.
    package var notes: [String]?

    package init(
        queue: String, priority: String, sla: String? = nil, tags: [String] = [], skills: [String] = [],
        autoReply: String? = nil, path: [Step] = [], notes: [String] = []
    ) {
        self.queue = queue
        self.priority = priority
        self.sla = sla
        self.tags = tags
        self.skills = skills
        self.autoReply = autoReply
        self.path = path
        self.notes = notes.isEmpty ? nil : notes
    }
}
