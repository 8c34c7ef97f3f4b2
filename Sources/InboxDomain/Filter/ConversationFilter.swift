/// Which conversations are meant: `queue:billing is:unassigned due:<2h -tag:vip "two words"`.
///
/// All terms must hold. A negated term holds exactly where the term does not: `-assignee:bob` covers what is unassigned.
/// Lengths of time stay relative to the `now` of the question, so a filter that is kept means the same tomorrow. The
/// store compiles a filter to SQL; `matches` is the same in memory and the reference for it.
package struct ConversationFilter: Sendable, Hashable {
    package var terms: [Term]

    package init(terms: [Term] = []) {
        self.terms = terms
    }

    package struct Term: Sendable, Hashable {
        package var isNegated: Bool
        package var condition: Condition

        package init(_ condition: Condition, isNegated: Bool = false) {
            self.condition = condition
            self.isNegated = isNegated
        }
    }

    /// Of several values, any one is enough. Names are exact; `contact`, `subject` and `text` look for a part, without
    /// regard to the case of ASCII letters.
    package enum Condition: Sendable, Hashable {
        case queue([String])
        case inbox([String])
        case channel([String])
        /// `is:` and `status:`
        case trait([Trait])
        case assignee([String])
        /// In ascending order; `>=high` stands here as high and urgent.
        case priority([Priority])
        case tag([String])
        case policy([String])
        case contact([ContactTest])
        case id([ConversationID])
        case subject([String])
        /// Time until the earliest due instant, negative once it is past; a conversation without one fails it.
        case due(TimeTest)
        /// `due:none`
        case dueNever
        /// Time since it was created.
        case age(TimeTest)
        /// Time since the last message, either way.
        case idle(TimeTest)
        /// A bare word: in the subject or the contact's name.
        case text(String)
    }

    package enum Trait: String, Sendable, CaseIterable, Hashable {
        case open, pending, snoozed, resolved, closed
        /// Open, pending or snoozed.
        case active
        case unassigned, assigned
        /// Past its earliest due instant.
        case overdue
        /// Active, and a customer's message is unanswered.
        case waiting

        /// The status that it names, where it names one.
        package var status: ConversationStatus? { ConversationStatus(rawValue: rawValue) }
    }

    package enum ContactTest: Sendable, Hashable {
        case id(ContactID)
        /// A part of the name.
        case name(String)
    }

    package enum Comparison: String, Sendable, CaseIterable, Hashable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        package func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
            switch self {
            case .less: a < b
            case .lessOrEqual: a <= b
            case .greater: a > b
            case .greaterOrEqual: a >= b
            }
        }
    }

    /// A length of time against a fixed one, milliseconds.
    package struct TimeTest: Sendable, Hashable {
        package var comparison: Comparison
        package var milliseconds: Int64

        package init(_ comparison: Comparison, milliseconds: Int64) {
            self.comparison = comparison
            self.milliseconds = milliseconds
        }
    }
}
