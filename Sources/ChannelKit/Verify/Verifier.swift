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

    /// The request as its provider would send it: signed so that `verify` accepts it. `any` signs by its first rule.
    package func sign(_ request: WebhookRequest, now: Instant) -> WebhookRequest {
        switch self {
        case .token(let rule): rule.sign(request)
        case .basic(let rule): rule.sign(request)
        case .hmac(let rule): rule.sign(request, now: now)
        case .all(let verifiers): verifiers.reduce(request) { $1.sign($0, now: now) }
        case .any(let verifiers): verifiers.first?.sign(request, now: now) ?? request
        case .none: request
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
