package import InboxDomain

/// A token that requests to a provider show, and until when.
package struct AccessToken: Sendable, Hashable {
    package var text: Secret
    /// From then on it is not used any more: some time before it ends.
    package var staleAt: Instant
    /// What the next one is got with, where the provider gave such a thing.
    package var refreshToken: Secret?

    /// Seconds before its end at which a token is not used any more; half of its life where that is less.
    private static let margin: Int64 = 120
    /// Seconds. No longer life is believed, and this one where the provider gives none.
    private static let longestLife: Int64 = 86_400
    private static let defaultLife: Int64 = 3600

    /// `lifetime` in seconds; nil where the provider does not say.
    package init(_ text: String, lifetime: Int64?, now: Instant, refreshToken: Secret? = nil) {
        let life = min(max(lifetime ?? Self.defaultLife, 0), Self.longestLife)
        self.text = Secret(text)
        staleAt = now.adding(seconds: life - min(Self.margin, life / 2))
        self.refreshToken = refreshToken
    }

    /// Whether a text can be a token: it stands in a header.
    package static func isUsable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 16 << 10 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

/// Gets one token after the other for one account.
package protocol TokenIssuer: Sendable {
    /// A new token. `previous` is the last one that this gave, for what is refreshed with it. Never blocks.
    func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken
}

/// Why there is no token.
package struct TokenFailure: Error, Sendable, Hashable {
    package enum Retry: Sendable, Hashable {
        case transient
        /// The account is refused: wrong credentials or settings.
        case needsOperator
    }

    package var retry: Retry
    /// Short, stable, snake_case: `oauth_refused`, or `oauth_failed`.
    package var code: String
    /// Safe to show.
    package var detail: String

    package static func refused(_ detail: String) -> TokenFailure {
        TokenFailure(retry: .needsOperator, code: "oauth_refused", detail: detail)
    }

    package static func failed(_ detail: String) -> TokenFailure {
        TokenFailure(retry: .transient, code: "oauth_failed", detail: detail)
    }
}
