import Foundation
import JWTKit

/// The keys that tokens of one sender may be signed with.
package struct JWTKeySet: Sendable {
    /// One key, for one algorithm.
    struct Key: Sendable {
        /// As the token's header names it; nil: it has no name.
        var id: String?
        var algorithm: any JWTAlgorithm
        /// The members of the key's JSON form; nil where there is none.
        var attributes: JSONValue?
        /// Whether it vouches for anything: a key of the cases.
        var isForCases = false
    }

    /// More keys of one document are not looked at.
    private static let maximumKeys = 64

    let keys: [Key]

    init(_ keys: [Key]) {
        self.keys = keys
    }

    func contains(id: String?) -> Bool {
        id == nil ? !keys.isEmpty : keys.contains { $0.id == id }
    }

    /// The keys that may have signed a token with this header.
    func candidates(id: String?, algorithm: String) -> [Key] {
        keys.filter { $0.algorithm.name == algorithm && (id == nil || $0.id == nil || $0.id == id) }
    }

    // MARK: Reading

    /// Reads a JSON Web Key Set (RFC 7517 §5), for the algorithms allowed. Keys of a kind that is not known, and those that
    /// are for encryption, are left out. Nil where nothing is left.
    package static func read(jwks bytes: [UInt8], algorithms: Set<String>) async -> JWTKeySet? {
        guard let json = try? JSONValue(parsing: bytes), case .array(let values)? = json["keys"] else { return nil }
        var keys: [Key] = []
        for value in values.prefix(maximumKeys) where value["use"]?.string ?? "sig" == "sig" {
            for algorithm in algorithms.sorted() where fits(value, algorithm) {
                if let key = await key(value, algorithm) { keys.append(key) }
            }
        }
        return keys.isEmpty ? nil : JWTKeySet(keys)
    }

    private static func fits(_ key: JSONValue, _ algorithm: String) -> Bool {
        if let own = key["alg"]?.string { return own == algorithm }
        switch key["kty"]?.string {
        case "RSA": return algorithm.hasPrefix("RS") || algorithm.hasPrefix("PS")
        case "EC":
            return [("P-256", "ES256"), ("P-384", "ES384"), ("P-521", "ES512")].contains {
                $0.0 == key["crv"]?.string && $0.1 == algorithm
            }
        case "OKP": return algorithm == "EdDSA"
        default: return false
        }
    }

    private static func key(_ value: JSONValue, _ algorithm: String) async -> Key? {
        guard case .object(var members) = value else { return nil }
        // Only what the public key is made of: no private part that someone may have put there.
        for name in ["d", "p", "q"] { members[name] = nil }
        members["alg"] = .string(algorithm)
        members["kid"] = .string(value["kid"]?.string ?? "")
        let collection = JWTKeyCollection()
        guard let jwk = try? JWK(json: JSONValue.object(members).json), (try? await collection.add(jwk: jwk)) != nil,
            let made = try? await collection.getKey(alg: algorithm)
        else { return nil }
        return Key(id: value["kid"]?.string, algorithm: made, attributes: value)
    }

    /// Reads an object of key id to certificate in PEM, as Google publishes them. Nil where no certificate can be read.
    package static func read(certificates bytes: [UInt8], algorithms: Set<String>) async -> JWTKeySet? {
        guard case .object(let object)? = try? JSONValue(parsing: bytes) else { return nil }
        var keys: [Key] = []
        for (id, value) in object.members.prefix(maximumKeys) {
            guard let pem = value.string, let key = try? Insecure.RSA.PublicKey(certificatePEM: pem) else { continue }
            for (name, digest) in [("RS256", DigestAlgorithm.sha256), ("RS384", .sha384), ("RS512", .sha512)]
            where algorithms.contains(name) {
                let collection = JWTKeyCollection()
                await collection.add(rsa: key, digestAlgorithm: digest)
                if let made = try? await collection.getKey() { keys.append(Key(id: id, algorithm: made)) }
            }
        }
        return keys.isEmpty ? nil : JWTKeySet(keys)
    }
}
