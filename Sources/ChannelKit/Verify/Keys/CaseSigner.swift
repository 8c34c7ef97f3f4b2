import Crypto
import CryptoExtras
import Foundation

/// Signs requests in the place of a sender whose private key nobody has: in the cases of a channel. Its keys are made anew
/// in each process, and only a verifier that was made for cases takes them.
package struct CaseSigner: Sendable {
    package static let shared = CaseSigner()

    private static let ed25519 = Curve25519.Signing.PrivateKey()
    private static let p256 = P256.Signing.PrivateKey()
    private static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    package func signature(of message: [UInt8], _ algorithm: PublicKeyAlgorithm) -> [UInt8]? {
        switch algorithm {
        case .ed25519: (try? Self.ed25519.signature(for: message)).map { Array($0) }
        case .ecdsaP256: (try? Self.p256.signature(for: message)).map { Array($0.derRepresentation) }
        case .rsaSHA1:
            (try? Self.rsa?.signature(for: Insecure.SHA1.hash(data: message), padding: .insecurePKCS1v1_5)).map {
                Array($0.rawRepresentation)
            }
        case .rsaSHA256:
            (try? Self.rsa?.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)).map {
                Array($0.rawRepresentation)
            }
        }
    }

    /// Nil where the machine could not make a key.
    var rsaPublicKeyPEM: String? { Self.rsa?.publicKey.pemRepresentation }

    /// The key that accepts what it signs.
    package func verifyingKey(_ algorithm: PublicKeyAlgorithm) -> VerifyingKey? {
        switch algorithm {
        case .ed25519: VerifyingKey(Array(Self.ed25519.publicKey.rawRepresentation), algorithm: algorithm)
        case .ecdsaP256: VerifyingKey(Array(Self.p256.publicKey.derRepresentation), algorithm: algorithm)
        case .rsaSHA1, .rsaSHA256:
            Self.rsa.flatMap { VerifyingKey(Array($0.publicKey.derRepresentation), algorithm: algorithm) }
        }
    }
}
