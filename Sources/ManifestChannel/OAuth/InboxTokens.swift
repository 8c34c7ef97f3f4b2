import ChannelKit
import InboxDomain
import Transport

/// Where an inbox's requests get the token from that they show.
struct InboxTokens: Sendable {
    private enum Source: Sendable {
        case cache(TokenCache)
        case fixed(String)
    }

    private let source: Source

    init(_ cache: TokenCache) {
        source = .cache(cache)
    }

    private init(fixed token: String) {
        source = .fixed(token)
    }

    /// For the cases of a channel: nobody is asked.
    static let forCases = InboxTokens(fixed: "token-of-the-case")

    /// `rejected` is one that the provider has just refused. Throws where there is none to be had.
    func token(rejected: String? = nil) async throws(TokenFailure) -> String {
        switch source {
        case .cache(let cache): try await cache.token(rejected: rejected)
        case .fixed(let token): token
        }
    }
}

extension HTTPResponse {
    /// Whether the provider refuses the token, rather than the request: 401, or 400 with an `error` that says so.
    var refusesToken: Bool {
        if status == 401 { return true }
        guard status == 400, body.count < 4096, let word = (try? JSONValue(parsing: body))?["error"]?.string else {
            return false
        }
        return ["ExpiredToken", "InvalidToken", "invalid_token"].contains(word)
    }
}
