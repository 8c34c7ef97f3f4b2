package import InboxDomain
package import Transport

/// Where the content of an attachment is.
package enum AttachmentPlace: Sendable, Hashable {
    /// Nowhere: it is a place, a contact, or a handle that the channel cannot follow.
    case nowhere
    /// In the delivery that brought the message.
    case delivery
    /// At the provider, or wherever its URL leads.
    case remote
}

/// What to do next to get an attachment's content.
package enum AttachmentStep: Sendable {
    /// A request whose answer leads on: it belongs to the next step.
    case ask(HTTPRequest)
    /// The request whose answer is the content, of the method GET; `followsRedirects` where that may stand elsewhere.
    case get(HTTPRequest, followsRedirects: Bool = true)
    case failed(AttachmentFailure)
}

/// Why there is no content, and whether there may be some later.
package struct AttachmentFailure: Error, Sendable, Hashable {
    package enum Retry: Sendable, Hashable {
        case transient
        /// Try again, but not before this instant.
        case notBefore(Instant)
        /// It will not be had any more.
        case permanent
    }

    package var retry: Retry
    /// The provider's code, or ours: short, stable, snake_case.
    package var code: String
    /// Safe to show: no secrets, no customer text.
    package var detail: String

    package init(_ retry: Retry, code: String, detail: String) {
        self.retry = retry
        self.code = code
        self.detail = detail
    }
}

extension AttachmentFailure {
    /// What an answer without content means where the channel does not say: 408, 425, 429 and what is the server's fault
    /// pass; so may 401, once somebody has mended the credentials; 202 and 204 say that it is not ready. The rest of 3xx
    /// and 4xx is for good. Nil for 200 and 203: that is content.
    package init?(_ response: HTTPResponse, now: Instant) {
        let code = "http_\(response.status)"
        let detail = "the server answered \(response.status)"
        switch response.status {
        case 200, 203: return nil
        case 429, 503:
            let seconds = response.header("retry-after").flatMap { Int64($0) }.map { min(max($0, 0), 86_400) }
            let retry: Retry = seconds.map { .notBefore(now.adding(seconds: $0)) } ?? .transient
            self.init(retry, code: code, detail: detail)
        case 404, 410: self.init(.permanent, code: "gone", detail: "\(detail): it is not there, or has expired")
        case 401, 408, 425, 500...: self.init(.transient, code: code, detail: detail)
        case 300..<500: self.init(.permanent, code: code, detail: detail)
        default: self.init(.transient, code: "not_ready", detail: "\(detail): it is not ready yet")
        }
    }
}
