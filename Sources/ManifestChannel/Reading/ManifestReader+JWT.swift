import ChannelKit

extension ManifestReader {
    private static let asymmetric = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]
    private static let symmetric = ["HS256", "HS512"]

    func jwt(_ keys: YAMLMapping) -> JWTSpec? {
        let places = ["header", "bearer", "query", "field"]
        let place = places.contains(where: keys.keys.contains) ? place(keys, allowed: places) : .bearer
        for name in places { _ = keys[name] }
        let prefix = keys["prefix"]?.text() ?? ""
        let source = keys.required("keys")?.mapping().flatMap(tokenKeys)
        let algorithms = algorithms(keys.required("algorithms"), source)
        let issuers = keys["issuer"].map { $0.listOrOne().compactMap(textSource) }
        let audiences = keys["audience"].map { $0.listOrOne().compactMap(textSource) }
        let leeway = keys["leeway"].flatMap(duration) ?? 300
        let maxAge = keys["max_age"].flatMap(duration)
        let claims = keys["claims"]?.mapping()?.all.compactMap(claim) ?? []
        let bodyHash = keys["body_hash"]?.mapping().flatMap(bodyHash)
        let contained = keys["key_must_contain"]?.mapping()?.all.compactMap { member, _, value in
            bodyField(value).map { (member: member, field: $0) }
        }
        keys.finish()
        guard let place, let source else { return nil }
        if case .document = source, audiences == nil {
            keys.value.report("\"audience\" is missing: without it a token for anybody is taken")
        }
        return JWTSpec(
            place: place, prefix: prefix, algorithms: Set(algorithms), keys: source, issuers: issuers,
            audiences: audiences, leeway: leeway, maxAge: maxAge, claims: claims, bodyHash: bodyHash,
            keyMustContain: contained ?? [])
    }

    private func tokenKeys(_ keys: YAMLMapping) -> JWTSpec.Keys? {
        var found: [JWTSpec.Keys] = []
        for document in KeyFetcher.Document.allCases {
            if let source = keys[document.rawValue].flatMap(textSource) { found.append(.document(document, source)) }
        }
        if let key = keys["secret"].flatMap(key) { found.append(.secret(key)) }
        keys.finish()
        guard found.count == 1 else {
            keys.value.report("exactly one of jwks, openid, x509 and secret must stand here")
            return nil
        }
        return found[0]
    }

    /// Only those that go with the keys: a public key must never be taken for a secret.
    private func algorithms(_ value: YAMLValue?, _ source: JWTSpec.Keys?) -> [String] {
        guard let value, let source else { return [] }
        let known: [String]
        switch source {
        case .document(.certificates, _): known = ["RS256", "RS384", "RS512"]
        case .document: known = Self.asymmetric
        case .secret: known = Self.symmetric
        }
        let names = value.listOrOne().compactMap { $0.text() }
        for name in names where !known.contains(name) {
            value.report("\"\(name)\" does not go with these keys; possible are: \(known.joined(separator: ", "))")
        }
        if names.isEmpty { value.report("at least one algorithm must stand here") }
        return names
    }

    private func claim(_ entry: YAMLMapping.Entry) -> (path: JSONPath, expected: JWTSpec.Expected)? {
        let path = entry.key.hasPrefix(".") ? path(entry.place) : JSONPath(".\"\(entry.key)\"")
        guard let path else { return nil }
        if entry.value.isMapping, let keys = entry.value.mapping(), keys.keys.contains("body") {
            let field = keys["body"].flatMap(bodyField)
            keys.finish()
            return field.map { (path: path, expected: .bodyField($0)) }
        }
        return (path: path, expected: .oneOf(entry.value.listOrOne().compactMap(textSource)))
    }

    private func bodyHash(_ keys: YAMLMapping) -> (claim: JSONPath, algorithm: HashAlgorithm)? {
        let name = keys.required("claim")?.text()
        let algorithm = keys["algorithm"]?.word(of: HashAlgorithm.self) ?? .sha256
        keys.finish()
        return name.flatMap { JSONPath(".\"\($0)\"") }.map { (claim: $0, algorithm: algorithm) }
    }
}
