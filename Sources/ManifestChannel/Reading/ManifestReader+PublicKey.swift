import ChannelKit

extension ManifestReader {
    func publicKey(_ keys: YAMLMapping) -> PublicKeySpec? {
        let algorithm = keys.required("algorithm")?.word(of: PublicKeyAlgorithm.self)
        let own = keys["keys"].map { value in
            value.listOrOne().compactMap { value -> KeySpec? in
                let key = key(value)
                if key?.encoding == .utf8 { value.report("a public key is written in hex, base64 or pem") }
                return key
            }
        }
        let certificate = keys["certificate"]?.mapping().flatMap(certificate)
        let message = keys.required("message")?.listOrOne().compactMap(part) ?? []
        let signature = keys.required("signature")?.mapping().flatMap(signature)
        let timestamp = keys["timestamp"]?.mapping().flatMap(timestamp)
        if message.contains(.timestamp), timestamp == nil {
            keys.value.report("the message has the timestamp, and there is no rule for it under \"timestamp\"")
        }
        keys.finish()
        guard (own == nil) != (certificate == nil) else {
            keys.value.report("exactly one of keys and certificate must stand here")
            return nil
        }
        guard let algorithm, let signature, !message.isEmpty else { return nil }
        if certificate != nil, algorithm != .rsaSHA1, algorithm != .rsaSHA256 {
            keys.value.report("keys of certificates are RSA keys")
        }
        return PublicKeySpec(
            algorithm: algorithm, keys: certificate ?? .settings(own ?? []), message: message, signature: signature,
            timestamp: timestamp)
    }

    private func certificate(_ keys: YAMLMapping) -> PublicKeySpec.Keys? {
        let field = keys.required("field").flatMap(bodyField)
        let patterns = keys.required("url").map(urlPatterns) ?? []
        keys.finish()
        return field.map { .certificate($0, patterns) }
    }

    func urlPatterns(_ value: YAMLValue) -> [URLPattern] {
        value.listOrOne().compactMap { value in
            guard let text = value.text() else { return nil }
            guard let pattern = URLPattern(text) else {
                value.report(
                    "this must be an https URL whose last two labels are written out, such as https://sns.*.amazonaws.com/"
                )
                return nil
            }
            return pattern
        }
    }

    func bodyDigest(_ keys: YAMLMapping) -> BodyDigestRule? {
        let place = place(keys, allowed: ["header", "query", "field", "param"])
        let algorithm = keys.required("algorithm")?.word(of: HashAlgorithm.self)
        let encoding = keys["encoding"]?.word(of: BinaryEncoding.self) ?? .hex
        let unlessForm = keys["unless_form"]?.flag() ?? false
        keys.finish()
        guard let place, let algorithm else { return nil }
        return BodyDigestRule(place: place, algorithm: algorithm, encoding: encoding, unlessForm: unlessForm)
    }
}
