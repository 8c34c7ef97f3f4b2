/// What one attempt to call a webhook came to.
package enum WebhookAnswer: Sendable, Hashable {
    /// An answer of HTTP. `retryAfter` is what it asked to wait, in seconds.
    case status(Int, retryAfter: Int64? = nil)
    /// No answer. The reason names the host, and is safe to show.
    case none(String)

    package enum Outcome: String, Sendable, CaseIterable {
        case delivered
        /// It asked to be left alone for a while: 429, or 502, 503 and 504 with a time.
        case throttled
        /// Any other status. Redirects are not followed.
        case refused
        case unreachable
        /// 410: it will never take a call again.
        case gone
    }

    package var outcome: Outcome {
        switch self {
        case .status(200..<300, _): .delivered
        case .status(410, _): .gone
        case .status(429, _): .throttled
        case .status(502...504, .some): .throttled
        case .status: .refused
        case .none: .unreachable
        }
    }

    /// For people: `503`, or the reason.
    package var text: String {
        switch self {
        case .status(let code, _): "\(code)"
        case .none(let reason): reason
        }
    }
}
