import ChannelKit

extension VerifySpec {
    /// The rule with an inbox's secrets in it. A setting that is not set gives no key, and so nothing that could match.
    /// Throws where a key is not of its encoding.
    func verifier(with settings: InboxSettings) throws(KeyEncodingError) -> Verifier {
        switch self {
        case .token(let spec):
            .token(TokenRule(place: spec.place, tokens: settings.texts(spec.token), prefix: spec.prefix))
        case .basic(let spec):
            .basic(
                BasicRule(
                    user: settings.texts(spec.user).first ?? "", password: settings.texts(spec.password).first ?? "",
                    challenge: spec.challenge))
        case .hmac(let spec): .hmac(try spec.rule(with: settings))
        case .all(let specs): .all(try Self.verifiers(specs, settings))
        case .any(let specs): .any(try Self.verifiers(specs, settings))
        case .none: .none
        }
    }

    private static func verifiers(
        _ specs: [VerifySpec], _ settings: InboxSettings
    ) throws(KeyEncodingError) -> [Verifier] {
        var verifiers: [Verifier] = []
        for spec in specs { verifiers.append(try spec.verifier(with: settings)) }
        return verifiers
    }
}

/// A key of a setting that is not written as the manifest says.
struct KeyEncodingError: Error, Sendable, Hashable {
    var source: TextSource
    var encoding: BinaryEncoding
}

extension HMACSpec {
    func rule(with settings: InboxSettings) throws(KeyEncodingError) -> HMACRule {
        var prepared: [SigningKey] = []
        for key in keys {
            for text in settings.texts(key.source) {
                let stripped = text.hasPrefix(key.stripPrefix) ? text.dropFirst(key.stripPrefix.count) : text[...]
                guard let bytes = key.encoding.decode(stripped),
                    let signing = SigningKey(bytes, algorithm: algorithm, mode: mode)
                else { throw KeyEncodingError(source: key.source, encoding: key.encoding) }
                prepared.append(signing)
            }
        }
        return HMACRule(keys: prepared, message: message, signature: signature, timestamp: timestamp)
    }
}

extension GuardSpec {
    /// The condition with an inbox's settings in it; nil where they are not set.
    func condition(with settings: InboxSettings) -> ContentGuard? {
        let texts = allowed.flatMap { settings.texts($0) }
        return texts.isEmpty ? nil : ContentGuard(source: source, allowed: Set(texts))
    }
}
