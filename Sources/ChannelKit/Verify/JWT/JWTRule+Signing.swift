package import InboxDomain

extension JWTRule {
    /// The algorithm and the id of the key that cases are signed with.
    private static let caseAlgorithm = "RS256"
    private static let caseKeyID = "case"

    /// The rule for the cases of a channel: it takes the tokens that `sign` makes, and no keys are fetched.
    package func forCases() async -> JWTRule {
        guard case .remote = keys, let set = await JWTKeySet.forCases(id: Self.caseKeyID) else { return self }
        var rule = self
        rule.keys = .fixed(set)
        rule.algorithms.insert(Self.caseAlgorithm)
        return rule
    }

    var canSign: Bool {
        if case .remote = keys { false } else { true }
    }

    /// The request with a token that the rule accepts at `now`, for five minutes; `overrides` replace its claims, and a
    /// null removes one. As it is where the rule's keys are not ours.
    package func sign(_ request: WebhookRequest, now: Instant, overrides: JSONObject = JSONObject()) -> WebhookRequest {
        var claims = JSONObject()
        let second = now.milliseconds / 1000
        if let issuer = issuers?.first { claims["iss"] = .string(issuer) }
        if let audience = audiences?.first { claims["aud"] = .string(audience) }
        claims["iat"] = .number(String(second))
        claims["exp"] = .number(String(second + 300))
        for claim in self.claims {
            guard let member = claim.path.onlyMember else { continue }
            switch claim.expected {
            case .oneOf(let texts): claims[member] = texts.first.map(JSONValue.string)
            case .bodyField(let field): claims[member] = field.value(in: request).map(JSONValue.string)
            }
        }
        if let bodyHash, let member = bodyHash.claim.onlyMember {
            claims[member] = .string(Hex.encode(bodyHash.algorithm.digest(of: request.body)))
        }
        for (name, value) in overrides.members { claims[name] = value.isNull ? nil : value }
        guard let token = token(claims) else { return request }
        var signed = request
        place.set(prefix + token, in: &signed)
        return signed
    }

    private func token(_ claims: JSONObject) -> String? {
        switch keys {
        case .remote: return nil
        case .shared(let keys):
            guard let first = keys.first else { return nil }
            return Self.token(claims, header: [("alg", .string(first.algorithm)), ("typ", .string("JWT"))]) {
                first.key.signature(of: $0)
            }
        case .fixed:
            let header: [(String, JSONValue)] = [
                ("alg", .string(Self.caseAlgorithm)), ("kid", .string(Self.caseKeyID)), ("typ", .string("JWT")),
            ]
            return Self.token(claims, header: header) { CaseSigner.shared.signature(of: $0, .rsaSHA256) }
        }
    }

    private static func token(
        _ claims: JSONObject, header: [(String, JSONValue)], _ sign: ([UInt8]) -> [UInt8]?
    ) -> String? {
        let signed =
            Base64.encodeURL(JSONValue.object(header).jsonBytes) + "."
            + Base64.encodeURL(JSONValue.object(claims).jsonBytes)
        return sign(Array(signed.utf8)).map { "\(signed).\(Base64.encodeURL($0))" }
    }
}
