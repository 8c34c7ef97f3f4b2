/// Why the daemon did not do what was asked. It travels as JSON, `{"error": {"code", "message", "hint"}}`, with the
/// status that belongs to its code.
package struct ControlError: Error, Sendable, Hashable, Codable {
    package enum Code: String, Sendable, CaseIterable, Codable {
        /// No such route, conversation, queue, inbox, delivery or agent.
        case notFound = "not_found"
        /// The request cannot be understood, or names something impossible.
        case invalid
        /// The caller may not do it.
        case refused
        /// It cannot be done in the state that things are in.
        case conflict
        /// The route exists, but not with this method.
        case methodNotAllowed = "method_not_allowed"
        /// The request's body is over the limit.
        case tooLarge = "too_large"
        /// Not now: the store does not answer, or the daemon is starting or stopping. Try again.
        case unavailable
        /// A defect of the daemon; its log has more.
        case `internal`

        /// The HTTP status.
        package var status: Int {
            switch self {
            case .notFound: 404
            case .invalid: 400
            case .refused: 403
            case .conflict: 409
            case .methodNotAllowed: 405
            case .tooLarge: 413
            case .unavailable: 503
            case .internal: 500
            }
        }
    }

    package var code: Code
    /// What is wrong, as a sentence for the caller: no secrets, no customer text.
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

/// The body of every answer that is no success.
package struct ErrorBody: Sendable, Hashable, Codable {
    package var error: ControlError

    package init(error: ControlError) {
        self.error = error
    }
}
