package import InboxDomain

/// How long a provider knows a message by its key, so that the same message, sent again, reaches the customer once.
package enum SendIdempotency: Sendable, Hashable {
    /// It does not: what is sent again arrives again.
    case none
    /// Seconds, from the first request.
    case within(seconds: Int64)
    /// As long as there is the message.
    case always

    /// Whether what may have arrived by a request that was made at `first` may be sent again at `now`.
    package func covers(_ now: Instant, since first: Instant) -> Bool {
        switch self {
        case .none: false
        case .within(let seconds): now.milliseconds(since: first) <= seconds * 1000
        case .always: true
        }
    }
}
