package import InboxDomain

/// How an inbox knows that a request is from its provider: one primitive, or several under `all` and `any`.
///
/// Judged over the raw bytes, before anything is parsed that a signature must vouch for; secrets are compared in constant
/// time; what is missing is a failure; nothing in the request chooses an algorithm.
package indirect enum Verifier: Sendable {
    case token(TokenRule)
    case basic(BasicRule)
    case hmac(HMACRule)
    case publicKey(PublicKeyRule)
    case jwt(JWTRule)
    case bodyDigest(BodyDigestRule)
    /// Every one must accept.
    case all([Verifier])
    /// One must accept.
    case any([Verifier])
    /// Whoever knows the URL may post.
    case none

    /// Pure and quick. Reasons: `signatureMissing`, `signatureWrong`, `timestampStale`, `keysUnavailable`.
    package func verify(_ request: WebhookRequest, now: Instant) -> Verdict {
        switch self {
        case .token(let rule): rule.verify(request)
        case .basic(let rule): rule.verify(request)
        case .hmac(let rule): rule.verify(request, now: now)
        case .publicKey(let rule): rule.verify(request, now: now)
        case .jwt(let rule): rule.verify(request, now: now)
        case .bodyDigest(let rule): rule.verify(request)
        case .all(let verifiers): Self.verifyAll(verifiers, request, now)
        case .any(let verifiers): Self.verifyAny(verifiers, request, now)
        case .none: .accepted
        }
    }

    /// A rule that refuses outright spares the others their keys.
    private static func verifyAll(_ verifiers: [Verifier], _ request: WebhookRequest, _ now: Instant) -> Verdict {
        var verdict = Verdict.accepted
        for verifier in verifiers {
            switch verifier.verify(request, now: now) {
            case .accepted: continue
            case .rejected(let reason): return .rejected(reason)
            case .waiting(let need): if verdict == .accepted { verdict = .waiting(need) }
            }
        }
        return verdict
    }

    private static func verifyAny(_ verifiers: [Verifier], _ request: WebhookRequest, _ now: Instant) -> Verdict {
        var refusal = Verdict.rejected(.signatureMissing)
        for verifier in verifiers {
            let verdict = verifier.verify(request, now: now)
            if verdict == .accepted { return .accepted }
            if case .waiting = refusal { continue }
            if case .waiting = verdict { refusal = verdict }
            // A signature that is there and wrong says more than one that is not there.
            if refusal == .rejected(.signatureMissing) { refusal = verdict }
        }
        return refusal
    }

    /// The request as its provider would send it at `now`: signed so that `verify` accepts it. `any` signs by its first
    /// rule. A timestamp that the request already has stays, unless it is to be renewed. `claims` replace those of a token.
    package func sign(
        _ request: WebhookRequest, now: Instant, renewing: Bool = false, claims: JSONObject = JSONObject()
    ) -> WebhookRequest {
        switch self {
        case .token(let rule): rule.sign(request)
        case .basic(let rule): rule.sign(request)
        case .hmac(let rule): rule.sign(request, now: now, renewing: renewing)
        case .publicKey(let rule): rule.sign(request, now: now, renewing: renewing)
        case .jwt(let rule): rule.sign(request, now: now, overrides: claims)
        case .bodyDigest(let rule): rule.sign(request)
        case .all(let verifiers):
            // Hashes first: the signatures cover them.
            verifiers.sorted { $0.isDigest && !$1.isDigest }.reduce(request) {
                $1.sign($0, now: now, renewing: renewing, claims: claims)
            }
        case .any(let verifiers):
            verifiers.first?.sign(request, now: now, renewing: renewing, claims: claims) ?? request
        case .none: request
        }
    }

    private var isDigest: Bool {
        if case .bodyDigest = self { true } else { false }
    }

    /// Whether `sign` has what it takes: not where only the sender has the private key.
    package var canSign: Bool {
        switch self {
        case .token, .basic, .hmac, .bodyDigest, .none: true
        case .publicKey(let rule): rule.signer != nil
        case .jwt(let rule): rule.canSign
        case .all(let verifiers): verifiers.allSatisfy(\.canSign)
        case .any(let verifiers): verifiers.first?.canSign ?? false
        }
    }

    /// Whether the request shows a signature, a token or credentials, right or wrong.
    package func isShown(in request: WebhookRequest) -> Bool {
        switch self {
        case .token(let rule): rule.place.value(in: request) != nil
        case .basic: request.header("authorization") != nil
        case .hmac(let rule): rule.signature.place.value(in: request) != nil
        case .publicKey(let rule): rule.signature.place.value(in: request) != nil
        case .jwt(let rule): rule.place.value(in: request) != nil
        case .bodyDigest(let rule): rule.place.value(in: request) != nil
        case .all(let verifiers), .any(let verifiers): verifiers.contains { $0.isShown(in: request) }
        case .none: false
        }
    }

    /// The `WWW-Authenticate` header that a refusal must carry, for senders that show credentials only when asked.
    package var challenge: WebhookRequest.Header? {
        switch self {
        case .basic(let rule): rule.challengeHeader
        case .all(let verifiers), .any(let verifiers): verifiers.lazy.compactMap(\.challenge).first
        case .token, .hmac, .publicKey, .jwt, .bodyDigest, .none: nil
        }
    }

    /// The verifier for the cases of a channel: where only the sender has the private key, it takes what `CaseSigner`
    /// signs as well, and it fetches nothing.
    package func forCases() async -> Verifier {
        switch self {
        case .publicKey(let rule): return .publicKey(rule.forCases())
        case .jwt(let rule): return .jwt(await rule.forCases())
        case .all(let verifiers): return .all(await Self.forCases(verifiers))
        case .any(let verifiers): return .any(await Self.forCases(verifiers))
        case .token, .basic, .hmac, .bodyDigest, .none: return self
        }
    }

    private static func forCases(_ verifiers: [Verifier]) async -> [Verifier] {
        var result: [Verifier] = []
        for verifier in verifiers { result.append(await verifier.forCases()) }
        return result
    }
}

package enum Verdict: Sendable, Hashable {
    case accepted
    case rejected(RejectionReason)
    /// It cannot be said before this key is there: load it, and ask again.
    case waiting(KeyNeed)
}
