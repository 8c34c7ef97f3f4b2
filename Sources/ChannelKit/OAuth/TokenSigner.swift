import Crypto
import CryptoExtras
import Foundation

/// Signs JSON Web Tokens (RFC 7519, in the compact form of RFC 7515) with a private key of ours.
package struct TokenSigner: Sendable {
    package enum Algorithm: String, Sendable, CaseIterable {
        /// RSA with PKCS #1 v1.5 and SHA-256.
        case rs256 = "RS256"
        /// ECDSA on P-256 with SHA-256.
        case es256 = "ES256"
    }

    private enum Key: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    private let key: Key
    package let algorithm: Algorithm

    /// `pem` is a private key, as `BEGIN PRIVATE KEY` (PKCS #8) or the older form of its kind. Nil where it is none for the
    /// algorithm.
    package init?(pem: String, algorithm: Algorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .rs256:
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self.key = .rsa(key)
        case .es256:
            guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self.key = .p256(key)
        }
    }

    /// The token; nil where the signature could not be made.
    package func token(_ claims: JSONObject, keyID: String? = nil) -> String? {
        var header: [(String, JSONValue)] = [("alg", .string(algorithm.rawValue)), ("typ", .string("JWT"))]
        if let keyID { header.append(("kid", .string(keyID))) }
        let signed =
            Base64.encodeURL(JSONValue.object(header).jsonBytes) + "."
            + Base64.encodeURL(JSONValue.object(claims).jsonBytes)
        return signature(of: Array(signed.utf8)).map { "\(signed).\(Base64.encodeURL($0))" }
    }

    private func signature(of message: [UInt8]) -> [UInt8]? {
        switch key {
        case .rsa(let key):
            (try? key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)).map {
                Array($0.rawRepresentation)
            }
        case .p256(let key): (try? key.signature(for: message)).map { Array($0.rawRepresentation) }
        }
    }
}
