/// What this module refuses. Every case carries a sentence that is safe to show: what, where, and what to write or do
/// instead. All of them are permanent: the same input is refused again.
package enum DomainError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A word of a filter. `position` is the word's first character, counted from 1.
    case filter(position: Int, word: String, problem: String)
    /// A text that is no length of time.
    case duration(text: String, problem: String)
    /// A text that is no RFC 3339 instant.
    case instant(text: String, problem: String)
    /// An action that the status of the conversation does not allow.
    case action(ConversationAction, status: ConversationStatus, advice: String)

    package var description: String {
        switch self {
        case .filter(let position, let word, let problem):
            "filter, position \(position)\(word.isEmpty ? "" : ", \(Self.shown(word))"): \(problem)"
        case .duration(let text, let problem): "duration \"\(Self.shown(text))\": \(problem)"
        case .instant(let text, let problem): "instant \"\(Self.shown(text))\": \(problem)"
        case .action(let action, let status, let advice):
            "cannot \(action.rawValue) a conversation that is \(status.rawValue): \(advice)"
        }
    }

    /// Enough of a text from outside to recognise it by.
    static func shown(_ text: String) -> String {
        text.count <= 60 ? text : text.prefix(60) + "…"
    }
}
