import ChannelKit

extension VerifySpec {
    /// The rule with an inbox's secrets in it. A setting that is not set gives no key, and so nothing that could match.
    /// Throws where a key is not of its encoding.
    func verifier(with settings: InboxSettings, fetcher: KeyFetcher) throws(KeyEncodingError) -> Verifier {
        switch self {
        case .token(let spec):
            .token(TokenRule(place: spec.place, tokens: settings.texts(spec.token), prefix: spec.prefix))
        case .basic(let spec):
            .basic(
                BasicRule(
                    user: settings.texts(spec.user).first ?? "", password: settings.texts(spec.password).first ?? "",
                    challenge: spec.challenge))
        case .hmac(let spec): .hmac(try spec.rule(with: settings))
        case .publicKey(let spec): .publicKey(try spec.rule(with: settings, fetcher: fetcher))
        case .jwt(let spec): .jwt(try spec.rule(with: settings, fetcher: fetcher))
        case .bodyDigest(let rule): .bodyDigest(rule)
        case .all(let specs): .all(try Self.verifiers(specs, settings, fetcher))
        case .any(let specs): .any(try Self.verifiers(specs, settings, fetcher))
        case .none: .none
        }
    }

    private static func verifiers(
        _ specs: [VerifySpec], _ settings: InboxSettings, _ fetcher: KeyFetcher
    ) throws(KeyEncodingError) -> [Verifier] {
        var verifiers: [Verifier] = []
        for spec in specs { verifiers.append(try spec.verifier(with: settings, fetcher: fetcher)) }
        return verifiers
    }
}

/// A key of a setting that is not written as the manifest says.
struct KeyEncodingError: Error, Sendable, Hashable {
    var source: TextSource
    /// What it should be.
    var expected: String
}

extension KeySpec {
    /// The key's bytes, for each text of the setting.
    func bytes(from settings: InboxSettings) throws(KeyEncodingError) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for text in settings.texts(source) {
            let stripped = text.hasPrefix(stripPrefix) ? text.dropFirst(stripPrefix.count) : text[...]
            guard let bytes = encoding.decode(stripped), !bytes.isEmpty else {
                throw KeyEncodingError(source: source, expected: encoding.rawValue)
            }
            result.append(bytes)
        }
        return result
    }
}

extension HMACSpec {
    func rule(with settings: InboxSettings) throws(KeyEncodingError) -> HMACRule {
        var prepared: [SigningKey] = []
        for key in keys {
            for bytes in try key.bytes(from: settings) {
                if let signing = SigningKey(bytes, algorithm: algorithm, mode: mode) { prepared.append(signing) }
            }
        }
        return HMACRule(keys: prepared, message: message, signature: signature, timestamp: timestamp)
    }
}

extension PublicKeySpec {
    func rule(with settings: InboxSettings, fetcher: KeyFetcher) throws(KeyEncodingError) -> PublicKeyRule {
        let source: PublicKeyRule.Keys
        switch keys {
        case .certificate(let field, let patterns):
            source = .certificate(CertificateKeys(field: field, patterns: patterns, keys: fetcher.certificates))
        case .settings(let keys):
            var prepared: [VerifyingKey] = []
            for key in keys {
                for bytes in try key.bytes(from: settings) {
                    guard let verifying = VerifyingKey(bytes, algorithm: algorithm) else {
                        throw KeyEncodingError(
                            source: key.source, expected: "\(key.encoding.rawValue) as a key for \(algorithm.rawValue)")
                    }
                    prepared.append(verifying)
                }
            }
            source = .fixed(prepared)
        }
        return PublicKeyRule(
            algorithm: algorithm, keys: source, message: message, signature: signature, timestamp: timestamp)
    }
}

extension JWTSpec {
    func rule(with settings: InboxSettings, fetcher: KeyFetcher) throws(KeyEncodingError) -> JWTRule {
        var rule = JWTRule(place: place, algorithms: algorithms, keys: try ruleKeys(settings, fetcher))
        rule.prefix = prefix
        // A list that is empty lets nobody in: the setting that fills it is not set.
        rule.issuers = issuers?.flatMap { settings.texts($0) }
        rule.audiences = audiences?.flatMap { settings.texts($0) }
        rule.leeway = leeway
        rule.maxAge = maxAge
        rule.claims = claims.map { path, expected in
            switch expected {
            case .oneOf(let texts): JWTRule.Claim(path: path, expected: .oneOf(texts.flatMap { settings.texts($0) }))
            case .bodyField(let field): JWTRule.Claim(path: path, expected: .bodyField(field))
            }
        }
        rule.bodyHash = bodyHash
        rule.keyMustContain = keyMustContain
        return rule
    }

    private func ruleKeys(
        _ settings: InboxSettings, _ fetcher: KeyFetcher
    ) throws(KeyEncodingError) -> JWTRule.Keys {
        switch keys {
        case .document(let document, let source):
            let url = settings.texts(source).first ?? ""
            guard KeyFetcher.isSecure(url) else { throw KeyEncodingError(source: source, expected: "an https URL") }
            return .remote(fetcher.tokenKeys(document, algorithms: algorithms), url: url)
        case .secret(let key):
            var shared: [(algorithm: String, key: SigningKey)] = []
            for bytes in try key.bytes(from: settings) {
                for (name, hash) in [("HS256", HashAlgorithm.sha256), ("HS512", .sha512)]
                where algorithms.contains(name) {
                    if let signing = SigningKey(bytes, algorithm: hash) { shared.append((name, signing)) }
                }
            }
            return .shared(shared)
        }
    }
}

extension GuardSpec {
    /// The condition with an inbox's settings in it; nil where they are not set.
    func condition(with settings: InboxSettings) -> ContentGuard? {
        let texts = allowed.flatMap { settings.texts($0) }
        return texts.isEmpty ? nil : ContentGuard(source: source, allowed: Set(texts))
    }
}
