import Crypto
import CryptoExtras
import Foundation

/// One way in which senders sign: a channel that verifies it, an inbox's settings, and the headers of a signed request.
struct SignatureKind {
    var name: String
    /// The value of `verify:`, in YAML. It has the settings `key` and `url`.
    var verify: String
    var key: String
    /// Makes the headers for a body.
    var headers: ([UInt8]) throws -> [(String, String)]

    /// All kinds. `keySet` is where the public keys of tokens are published; it is filled with theirs.
    static func all(now: Int, keySet: inout [String]) throws -> [SignatureKind] {
        var kinds = [unsigned, token, basic, hmac("sha256"), hmac("sha1"), timed(now), ed25519(now), p256(now)]
        kinds.append(try rsa("sha1"))
        kinds.append(try rsa("sha256"))
        kinds.append(hs256(now))
        kinds.append(try rs256(now, &keySet))
        kinds.append(es256(now, &keySet))
        return kinds
    }

    // MARK: Shared secrets

    private static let secret = "0123456789abcdef0123456789abcdef"

    private static var unsigned: SignatureKind {
        SignatureKind(name: "none", verify: "none: {}", key: secret) { _ in [] }
    }

    private static var token: SignatureKind {
        SignatureKind(name: "token", verify: "token: {header: x-token, setting: key}", key: secret) { _ in
            [("x-token", secret)]
        }
    }

    private static var basic: SignatureKind {
        SignatureKind(
            name: "basic", verify: "basic: {user: bench, password: {setting: key}}", key: secret
        ) { _ in [("authorization", "Basic " + Data("bench:\(secret)".utf8).base64EncodedString())] }
    }

    private static func hmac(_ algorithm: String) -> SignatureKind {
        SignatureKind(
            name: "hmac-\(algorithm)",
            verify: """
                hmac: {algorithm: \(algorithm), keys: [{setting: key}], message: [raw_body], \
                signature: {header: x-signature, encoding: hex}}
                """, key: secret
        ) { body in
            let key = SymmetricKey(data: Data(secret.utf8))
            return [
                (
                    "x-signature",
                    algorithm == "sha1"
                        ? hex(HMAC<Insecure.SHA1>.authenticationCode(for: body, using: key))
                        : hex(HMAC<SHA256>.authenticationCode(for: body, using: key))
                )
            ]
        }
    }

    /// The scheme of Stripe: a list of pairs, over a time and the body.
    private static func timed(_ now: Int) -> SignatureKind {
        SignatureKind(
            name: "hmac-sha256-timed",
            verify: """
                hmac: {algorithm: sha256, keys: [{setting: key}], message: [timestamp, {literal: "."}, raw_body], \
                signature: {header: x-signature, shape: kv_list, key: v1, encoding: hex}, timestamp: {kv: t, tolerance: 3600}}
                """, key: secret
        ) { body in
            let key = SymmetricKey(data: Data(secret.utf8))
            let code = HMAC<SHA256>.authenticationCode(for: Array("\(now).".utf8) + body, using: key)
            return [("x-signature", "t=\(now),v1=\(hex(code))")]
        }
    }

    // MARK: Public keys

    private static func publicKey(_ algorithm: String, key: String, encoding: String, timed: Bool) -> String {
        """
        public_key: {algorithm: \(algorithm), keys: [{setting: key, encoding: \(encoding)}], \
        message: [\(timed ? "timestamp, " : "")raw_body], signature: {header: x-signature, encoding: base64}\
        \(timed ? ", timestamp: {header: x-time, tolerance: 3600}" : "")}
        """
    }

    private static func ed25519(_ now: Int) -> SignatureKind {
        let key = Curve25519.Signing.PrivateKey()
        let hexKey = key.publicKey.rawRepresentation.map { String(format: "%02x", $0) }.joined()
        return SignatureKind(
            name: "ed25519", verify: publicKey("ed25519", key: hexKey, encoding: "hex", timed: true), key: hexKey
        ) { body in
            let signature = try key.signature(for: Array("\(now)".utf8) + body)
            return [("x-time", "\(now)"), ("x-signature", signature.base64EncodedString())]
        }
    }

    private static func p256(_ now: Int) -> SignatureKind {
        let key = P256.Signing.PrivateKey()
        let text = key.publicKey.derRepresentation.base64EncodedString()
        return SignatureKind(
            name: "ecdsa-p256", verify: publicKey("ecdsa-p256-sha256", key: text, encoding: "base64", timed: true),
            key: text
        ) { body in
            let signature = try key.signature(for: Array("\(now)".utf8) + body)
            return [("x-time", "\(now)"), ("x-signature", signature.derRepresentation.base64EncodedString())]
        }
    }

    private static func rsa(_ hash: String) throws -> SignatureKind {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let text = key.publicKey.derRepresentation.base64EncodedString()
        return SignatureKind(
            name: "rsa-\(hash)",
            verify: publicKey("rsa-pkcs1v15-\(hash)", key: text, encoding: "base64", timed: false), key: text
        ) { body in
            let signature =
                hash == "sha1"
                ? try key.signature(for: Insecure.SHA1.hash(data: body), padding: .insecurePKCS1v1_5)
                : try key.signature(for: SHA256.hash(data: body), padding: .insecurePKCS1v1_5)
            return [("x-signature", signature.rawRepresentation.base64EncodedString())]
        }
    }

    // MARK: Tokens

    private static func jwt(_ algorithm: String, keys: String) -> String {
        "jwt: {algorithms: [\(algorithm)], keys: \(keys), audience: bench, body_hash: {claim: payload_hash}}"
    }

    private static func bearer(
        _ algorithm: String, _ now: Int, _ body: [UInt8], _ sign: ([UInt8]) throws -> Data
    ) rethrows -> [(String, String)] {
        let header = #"{"alg":"\#(algorithm)","kid":"\#(algorithm)","typ":"JWT"}"#
        let claims =
            #"{"aud":"bench","iat":\#(now),"exp":\#(now + 3600),"payload_hash":"\#(hex(SHA256.hash(data: body)))"}"#
        let text = base64URL(Data(header.utf8)) + "." + base64URL(Data(claims.utf8))
        return [("authorization", "Bearer \(text).\(base64URL(try sign(Array(text.utf8))))")]
    }

    private static func hs256(_ now: Int) -> SignatureKind {
        SignatureKind(name: "jwt-hs256", verify: jwt("HS256", keys: "{secret: {setting: key}}"), key: secret) { body in
            bearer("HS256", now, body) {
                Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: Data(secret.utf8))))
            }
        }
    }

    private static func rs256(_ now: Int, _ keySet: inout [String]) throws -> SignatureKind {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try key.publicKey.getKeyPrimitives()
        keySet.append(
            #"{"kty":"RSA","use":"sig","alg":"RS256","kid":"RS256","n":"\#(base64URL(numbers.modulus))","#
                + #""e":"\#(base64URL(numbers.publicExponent))"}"#)
        return SignatureKind(name: "jwt-rs256", verify: jwt("RS256", keys: "{jwks: {setting: url}}"), key: secret) {
            body in
            try bearer("RS256", now, body) {
                try key.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation
            }
        }
    }

    private static func es256(_ now: Int, _ keySet: inout [String]) -> SignatureKind {
        let key = P256.Signing.PrivateKey()
        let point = key.publicKey.x963Representation.dropFirst()
        keySet.append(
            #"{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"ES256","x":"\#(base64URL(Data(point.prefix(32))))","#
                + #""y":"\#(base64URL(Data(point.suffix(32))))"}"#)
        return SignatureKind(name: "jwt-es256", verify: jwt("ES256", keys: "{jwks: {setting: url}}"), key: secret) {
            body in
            try bearer("ES256", now, body) { try key.signature(for: $0).rawRepresentation }
        }
    }

    // MARK: Text

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
