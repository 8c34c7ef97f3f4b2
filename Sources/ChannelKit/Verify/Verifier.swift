package import InboxDomain

/// How an inbox knows that a request is from its provider: one primitive, or several under `all` and `any`.
///
/// Judged over the raw bytes, before anything is parsed that a signature must vouch for; secrets are compared in constant
/// time; what is missing is a failure; nothing in the request chooses an algorithm.
package indirect enum Verifier: Sendable {
    case token(TokenRule)
    case basic(BasicRule)
    case hmac(HMACRule)
    /// Every one must accept.
    case all([Verifier])
    /// One must accept.
    case any([Verifier])
    /// Whoever knows the URL may post.
    case none

    /// Pure and quick. Reasons: `signatureMissing`, `signatureWrong`, `timestampStale`.
    package func verify(_ request: WebhookRequest, now: Instant) -> Verdict {
        switch self {
        case .token(let rule): rule.verify(request)
        case .basic(let rule): rule.verify(request)
        case .hmac(let rule): rule.verify(request, now: now)
        case .all(let verifiers): Self.verifyAll(verifiers, request, now)
        case .any(let verifiers): Self.verifyAny(verifiers, request, now)
        case .none: .accepted
        }
    }

    private static func verifyAll(_ verifiers: [Verifier], _ request: WebhookRequest, _ now: Instant) -> Verdict {
        for verifier in verifiers {
            let verdict = verifier.verify(request, now: now)
            if verdict != .accepted { return verdict }
        }
        return .accepted
    }

    private static func verifyAny(_ verifiers: [Verifier], _ request: WebhookRequest, _ now: Instant) -> Verdict {
        var refusal = Verdict.rejected(.signatureMissing)
        for verifier in verifiers {
            let verdict = verifier.verify(request, now: now)
            if verdict == .accepted { return .accepted }
            // A signature that is there and wrong says more than one that is not there.
            if refusal == .rejected(.signatureMissing) { refusal = verdict }
        }
        return refusal
    }

    /// The request as its provider would send it at `now`: signed so that `verify` accepts it. `any` signs by its first
    /// rule. A timestamp that the request already has stays, unless it is to be renewed.
    package func sign(_ request: WebhookRequest, now: Instant, renewing: Bool = false) -> WebhookRequest {
        switch self {
        case .token(let rule): rule.sign(request)
        case .basic(let rule): rule.sign(request)
        case .hmac(let rule): rule.sign(request, now: now, renewing: renewing)
        case .all(let verifiers): verifiers.reduce(request) { $1.sign($0, now: now, renewing: renewing) }
        case .any(let verifiers): verifiers.first?.sign(request, now: now, renewing: renewing) ?? request
        case .none: request
        }
    }

    /// Whether the request shows a signature, a token or credentials, right or wrong.
    package func isShown(in request: WebhookRequest) -> Bool {
        switch self {
        case .token(let rule): rule.place.value(in: request) != nil
        case .basic: request.header("authorization") != nil
        case .hmac(let rule): rule.signature.place.value(in: request) != nil
        case .all(let verifiers), .any(let verifiers): verifiers.contains { $0.isShown(in: request) }
        case .none: false
        }
    }

    /// The `WWW-Authenticate` header that a refusal must carry, for senders that show credentials only when asked.
    package var challenge: WebhookRequest.Header? {
        switch self {
        case .basic(let rule): rule.challengeHeader
        case .all(let verifiers), .any(let verifiers): verifiers.lazy.compactMap(\.challenge).first
        case .token, .hmac, .none: nil
        }
    }
}

package enum Verdict: Sendable, Hashable {
    case accepted
    case rejected(RejectionReason)
}
