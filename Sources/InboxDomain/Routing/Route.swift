/// A node of the routing tree. The root matches everything; the first child that matches wins, unless it says
/// `continue`; what a node does not set, it inherits.
package struct Route: Sendable {
    /// All of them must match; none at the root.
    package var matchers: [Matcher]
    package var settings: RouteSettings
    /// Its settings apply, and the search goes on with the next sibling.
    package var continues: Bool
    package var children: [Route]
    package var location: SourceLocation

    package init(
        matchers: [Matcher] = [], settings: RouteSettings = RouteSettings(), continues: Bool = false,
        children: [Route] = [], location: SourceLocation = SourceLocation(file: "routes")
    ) {
        self.matchers = matchers
        self.settings = settings
        self.continues = continues
        self.children = children
        self.location = location
    }

    /// Whether this node or one below it looks at `field`.
    package func mentions(_ field: Matcher.Field) -> Bool {
        matchers.contains { $0.field == field } || children.contains { $0.mentions(field) }
    }
}

/// What a route sets. Tags and skills add up along the path; the rest is overridden.
package struct RouteSettings: Sendable, Hashable {
    package enum AutoReply: Sendable, Hashable {
        /// Written `none`: the one that was inherited is not sent.
        case off
        /// The name of one of the configuration's `auto_replies`.
        case template(String)
    }

    package var queue: String?
    package var priority: Priority?
    package var slaPolicy: String?
    package var tags: [String]
    package var skills: [String]
    package var autoReply: AutoReply?

    package init(
        queue: String? = nil, priority: Priority? = nil, slaPolicy: String? = nil, tags: [String] = [],
        skills: [String] = [], autoReply: AutoReply? = nil
    ) {
        self.queue = queue
        self.priority = priority
        self.slaPolicy = slaPolicy
        self.tags = tags
        self.skills = skills
        self.autoReply = autoReply
    }
}

/// One condition on a field, or its negation.
package struct Matcher: Sendable {
    package enum Field: Sendable, Hashable {
        case channel, inbox, from, recipient, subject, text, language, attachment
        /// The sender's address after the `@`.
        case domain
        /// A header of an e-mail, `header.X-Spam`; the name in small letters.
        case header(String)
        /// `automatic`: true or false.
        case automatic
        /// An attribute of the contact: `contact.tier`.
        case contact(String)
        /// `contact.known`: true or false.
        case knownContact
        /// `contact.tag`: one of the words of the contact's attribute `tags`.
        case contactTag
        /// `contact.open`: how many open conversations the contact has.
        case openConversations
        /// `open`, and negated `closed`: whether it came in the hours of a calendar.
        case hours
        /// `attachment.type`: what an attachment is declared to be, such as `application/pdf`.
        case attachmentType
        /// `jq`: the whole normalized event.
        case event
    }

    package enum Pattern: Sendable {
        case equals(String)
        /// `*` and `?`, case-insensitive, over the whole value.
        case glob(String)
        /// Written `~…` in the configuration.
        case expression(any TextPattern)
        /// Numbers: `3`, `2..5`, `>=3`. Both ends are inside.
        case range(ClosedRange<Int>)
        /// A calendar by its name.
        case calendar(String, any WorkingTime)
        /// A condition on the normalized event.
        case predicate(any EventPredicate)
    }

    package var field: Field
    /// Any of them.
    package var patterns: [Pattern]
    package var isNegated: Bool

    package init(field: Field, patterns: [Pattern], isNegated: Bool = false) {
        self.field = field
        self.patterns = patterns
        self.isNegated = isNegated
    }
}

/// A compiled regular expression. The domain imports none; the configuration compiles them with PCRE2, with limits.
package protocol TextPattern: Sendable, CustomStringConvertible {
    /// Whether it matches anywhere in `text`. A match that runs into its limits counts as no match.
    func matches(_ text: String) -> Bool
}
