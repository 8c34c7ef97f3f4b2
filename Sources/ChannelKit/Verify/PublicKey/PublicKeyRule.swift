package import InboxDomain

/// A signature with the sender's private key, checked with the public one.
package struct PublicKeyRule: Sendable {
    package enum Keys: Sendable {
        /// Known beforehand; any of them is right.
        case fixed([VerifyingKey])
        /// In a certificate whose address stands in the request.
        case certificate(CertificateKeys)
    }

    package var algorithm: PublicKeyAlgorithm
    package var keys: Keys
    package var message: [MessagePart]
    package var signature: SignaturePlace
    package var timestamp: TimestampRule?
    /// Signs what the rule accepts: in the cases of a channel.
    private(set) var signer: CaseSigner?
    /// In a case: where the certificate would have come from.
    private var source: CertificateKeys?

    package init(
        algorithm: PublicKeyAlgorithm, keys: Keys, message: [MessagePart], signature: SignaturePlace,
        timestamp: TimestampRule? = nil
    ) {
        self.algorithm = algorithm
        self.keys = keys
        self.message = message
        self.signature = signature
        self.timestamp = timestamp
    }

    private var content: SignedContent {
        SignedContent(message: message, signature: signature, timestamp: timestamp)
    }

    package func verify(_ request: WebhookRequest, now: Instant) -> Verdict {
        switch keys {
        case .fixed(let keys):
            if let source, signature.place.value(in: request) != nil, source.url(in: request) == nil {
                return .rejected(.signatureWrong)
            }
            return judge(request, now, keys)
        case .certificate(let certificates):
            // Without a signature there is no reason to fetch anything.
            guard signature.place.value(in: request) != nil else { return .rejected(.signatureMissing) }
            guard let url = certificates.url(in: request) else { return .rejected(.signatureWrong) }
            switch certificates.keys.lookUp(url, now: now) {
            case .found(let certificate):
                guard certificate.isValid(at: now), let key = VerifyingKey(rsaOf: certificate.key, algorithm: algorithm)
                else { return .rejected(.signatureWrong) }
                return judge(request, now, [key])
            case .wanted: return .waiting(KeyNeed(certificates.keys, url: url))
            case .unavailable: return .rejected(.keysUnavailable)
            }
        }
    }

    private func judge(_ request: WebhookRequest, _ now: Instant, _ keys: [VerifyingKey]) -> Verdict {
        content.judge(request, now: now) { bytes, shown in
            keys.contains { key in shown.contains { key.isValid($0, for: bytes) } }
        }
    }

    /// The rule for the cases of a channel: it takes what `CaseSigner` signs as well, and fetches nothing.
    func forCases() -> PublicKeyRule {
        var rule = self
        rule.signer = .shared
        let own = CaseSigner.shared.verifyingKey(algorithm).map { [$0] } ?? []
        switch keys {
        case .fixed(let keys): rule.keys = .fixed(keys + own)
        case .certificate(let certificates):
            rule.keys = .fixed(own)
            rule.source = certificates
        }
        return rule
    }

    /// The request as it is where there is no signer.
    package func sign(_ request: WebhookRequest, now: Instant, renewing: Bool) -> WebhookRequest {
        guard let signer else { return request }
        return content.sign(request, now: now, renewing: renewing) { signer.signature(of: $0, algorithm) }
    }
}

/// Where the certificates of a sender are found.
package struct CertificateKeys: Sendable {
    /// The field of the request that has the URL.
    package var field: BodyField
    /// The URL must match one of these.
    package var patterns: [URLPattern]
    package var keys: RemoteKeys<CertificateKey>

    package init(field: BodyField, patterns: [URLPattern], keys: RemoteKeys<CertificateKey>) {
        self.field = field
        self.patterns = patterns
        self.keys = keys
    }

    func url(in request: WebhookRequest) -> String? {
        guard let url = field.value(in: request), patterns.contains(where: { $0.matches(url) }) else { return nil }
        return url
    }
}
