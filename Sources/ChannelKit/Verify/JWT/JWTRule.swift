import Foundation
package import InboxDomain
import JWTKit

/// A JSON Web Token (RFC 7519) that every request shows.
package struct JWTRule: Sendable {
    package enum Keys: Sendable {
        /// A document with keys, at an address.
        case remote(RemoteKeys<JWTKeySet>, url: String)
        /// Secrets that both sides know, by the algorithm's name; any of them is right.
        case shared([(algorithm: String, key: SigningKey)])
        case fixed(JWTKeySet)
    }

    /// A claim, and what it must be.
    package struct Claim: Sendable, Hashable {
        package enum Expected: Sendable, Hashable {
            /// One of these texts.
            case oneOf([String])
            /// What this field of the body says.
            case bodyField(BodyField)
        }

        package var path: JSONPath
        package var expected: Expected

        package init(path: JSONPath, expected: Expected) {
            self.path = path
            self.expected = expected
        }
    }

    /// Bytes of a token; a longer one is wrong.
    private static let maximumLength = 16 << 10

    package var place: RequestPlace
    /// What stands before the token.
    package var prefix = ""
    package var algorithms: Set<String>
    package var keys: Keys
    /// Nil: any issuer.
    package var issuers: [String]?
    /// Nil: any audience. The token must be for one of them.
    package var audiences: [String]?
    /// Seconds that the clocks may differ by.
    package var leeway: Int64 = 300
    /// Seconds since `iat`, and then `iat` must be there; nil: as long as `exp` says, and then that must be there.
    package var maxAge: Int64?
    package var claims: [Claim] = []
    /// The claim that has the hash of the body, in hex.
    package var bodyHash: (claim: JSONPath, algorithm: HashAlgorithm)?
    /// Lists in the key's own JSON form that must contain what a field of the body says.
    package var keyMustContain: [(member: String, field: BodyField)] = []

    package init(place: RequestPlace = .bearer, algorithms: Set<String>, keys: Keys) {
        self.place = place
        self.algorithms = algorithms
        self.keys = keys
    }

    /// The signature is judged first, then what the token says, then its age.
    package func verify(_ request: WebhookRequest, now: Instant) -> Verdict {
        guard let shown = place.value(in: request), !shown.isEmpty else { return .rejected(.signatureMissing) }
        guard shown.hasPrefix(prefix), let token = JWTToken(shown.dropFirst(prefix.count), limit: Self.maximumLength),
            algorithms.contains(token.algorithm)
        else { return .rejected(.signatureWrong) }
        switch keys {
        case .shared(let keys):
            let isSigned = keys.contains {
                $0.algorithm == token.algorithm
                    && ConstantTime.equal($0.key.signature(of: token.signed), token.signature)
            }
            return isSigned ? judge(token, request, now) : .rejected(.signatureWrong)
        case .fixed(let set): return judge(token, set, request, now)
        case .remote(let keys, let url):
            switch keys.lookUp(url, now: now, isMissing: { !$0.contains(id: token.keyID) }) {
            case .found(let set): return judge(token, set, request, now)
            case .wanted: return .waiting(KeyNeed(keys, url: url))
            case .unavailable: return .rejected(.keysUnavailable)
            }
        }
    }

    private func judge(_ token: JWTToken, _ set: JWTKeySet, _ request: WebhookRequest, _ now: Instant) -> Verdict {
        let key = set.candidates(id: token.keyID, algorithm: token.algorithm).first { key in
            (try? key.algorithm.verify(token.signature, signs: token.signed)) ?? false
        }
        guard let key, vouches(key, for: request) else { return .rejected(.signatureWrong) }
        return judge(token, request, now)
    }

    private func vouches(_ key: JWTKeySet.Key, for request: WebhookRequest) -> Bool {
        key.isForCases
            || keyMustContain.allSatisfy { member, field in
                guard case .array(let values)? = key.attributes?[member], let wanted = field.value(in: request) else {
                    return false
                }
                return values.contains { $0.string == wanted }
            }
    }

    // MARK: What the token says

    private func judge(_ token: JWTToken, _ request: WebhookRequest, _ now: Instant) -> Verdict {
        guard issuers.map({ token.texts("iss").contains(where: $0.contains) }) ?? true,
            audiences.map({ token.texts("aud").contains(where: $0.contains) }) ?? true,
            claims.allSatisfy({ holds($0, token, request) })
        else { return .rejected(.signatureWrong) }
        if let bodyHash {
            let shown = bodyHash.claim.text(in: token.payload).map { Array($0.lowercased().utf8) } ?? []
            let actual = Array(Hex.encode(bodyHash.algorithm.digest(of: request.body)).utf8)
            guard ConstantTime.equal(shown, actual) else { return .rejected(.signatureWrong) }
        }
        return isFresh(token, now) ? .accepted : .rejected(.timestampStale)
    }

    private func holds(_ claim: Claim, _ token: JWTToken, _ request: WebhookRequest) -> Bool {
        guard let value = claim.path.text(in: token.payload) else { return false }
        switch claim.expected {
        case .oneOf(let texts): return texts.contains(value)
        case .bodyField(let field): return field.value(in: request) == value
        }
    }

    private func isFresh(_ token: JWTToken, _ now: Instant) -> Bool {
        let second = Double(now.milliseconds) / 1000
        let leeway = Double(leeway)
        if let expiry = token.seconds("exp") {
            guard second < expiry + leeway else { return false }
        } else if maxAge == nil {
            return false
        }
        if let start = token.seconds("nbf"), second < start - leeway { return false }
        if let issued = token.seconds("iat") {
            guard second >= issued - leeway else { return false }
            if let maxAge { return second <= issued + Double(maxAge) + leeway }
            return true
        }
        return maxAge == nil
    }
}

/// A token taken apart; nothing of it is believed yet.
struct JWTToken {
    let algorithm: String
    let keyID: String?
    let payload: [UInt8]
    /// The bytes that the signature covers.
    let signed: [UInt8]
    let signature: [UInt8]
    private let claims: JSONValue

    /// Nil where the text is no signed token (JWS compact form, RFC 7515 §7.1), or has extensions that must be understood.
    init?(_ text: Substring, limit: Int) {
        guard text.utf8.count <= limit else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let headerBytes = Base64.decodeURL(parts[0]), let payload = Base64.decodeURL(parts[1]),
            let signature = Base64.decodeURL(parts[2]), !signature.isEmpty,
            let header = try? JSONValue(parsing: headerBytes), let claims = try? JSONValue(parsing: payload),
            let algorithm = header["alg"]?.string, header["crit"] == nil
        else { return nil }
        self.algorithm = algorithm
        keyID = header["kid"]?.string
        self.payload = payload
        signed = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
        self.signature = signature
        self.claims = claims
    }

    /// A text, or the texts of a list.
    func texts(_ claim: String) -> [String] {
        switch claims[claim] {
        case .string(let text)?: [text]
        case .array(let values)?: values.compactMap(\.string)
        default: []
        }
    }

    /// A NumericDate; not a number is a time that never was.
    func seconds(_ claim: String) -> Double? {
        guard let value = claims[claim] else { return nil }
        guard case .number(let text) = value else { return -.infinity }
        return Double(text) ?? -.infinity
    }
}
