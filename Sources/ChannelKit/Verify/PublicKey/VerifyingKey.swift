import Crypto
import CryptoExtras
import Foundation

/// How a signature with a public key is made. A manifest names one; nothing in a request does.
package enum PublicKeyAlgorithm: String, Sendable, CaseIterable {
    case ed25519
    /// ECDSA on P-256 over SHA-256; the signature in DER, or as the 64 bytes of r and s.
    case ecdsaP256 = "ecdsa-p256-sha256"
    /// RSASSA-PKCS1-v1_5. SHA-1 is there because Amazon SNS still uses it by default.
    case rsaSHA1 = "rsa-pkcs1v15-sha1"
    case rsaSHA256 = "rsa-pkcs1v15-sha256"
}

/// A public key made ready for use.
package struct VerifyingKey: Sendable {
    private enum State: Sendable {
        case ed25519(Curve25519.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    /// RSA keys shorter than this many bits are refused.
    private static let minimalRSABits = 2048
    /// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    private let state: State
    private let algorithm: PublicKeyAlgorithm

    /// Reads a key as a DER SubjectPublicKeyInfo; for Ed25519 also its 32 bytes, for P-256 also the X9.63 point. Nil where
    /// the bytes are no key of the algorithm, or one that is too short.
    package init?(_ bytes: [UInt8], algorithm: PublicKeyAlgorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .ed25519:
            let raw = bytes.starts(with: Self.ed25519Prefix) ? Array(bytes.dropFirst(Self.ed25519Prefix.count)) : bytes
            guard raw.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else {
                return nil
            }
            state = .ed25519(key)
        case .ecdsaP256:
            guard
                let key = (try? P256.Signing.PublicKey(derRepresentation: bytes))
                    ?? (try? P256.Signing.PublicKey(x963Representation: bytes))
            else { return nil }
            state = .p256(key)
        case .rsaSHA1, .rsaSHA256:
            guard let key = try? _RSA.Signing.PublicKey(derRepresentation: bytes),
                key.keySizeInBits >= Self.minimalRSABits
            else { return nil }
            state = .rsa(key)
        }
    }

    /// The same key for another algorithm of its kind; nil where it is of another kind.
    package init?(rsaOf key: VerifyingKey, algorithm: PublicKeyAlgorithm) {
        guard case .rsa = key.state, algorithm == .rsaSHA1 || algorithm == .rsaSHA256 else { return nil }
        state = key.state
        self.algorithm = algorithm
    }

    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        switch state {
        case .ed25519(let key): return key.isValidSignature(signature, for: message)
        case .p256(let key):
            let parsed =
                signature.count == 64
                ? try? P256.Signing.ECDSASignature(rawRepresentation: signature)
                : try? P256.Signing.ECDSASignature(derRepresentation: signature)
            return parsed.map { key.isValidSignature($0, for: message) } ?? false
        case .rsa(let key):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return algorithm == .rsaSHA1
                ? key.isValidSignature(
                    signature, for: Insecure.SHA1.hash(data: message), padding: .insecurePKCS1v1_5)
                : key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        }
    }
}

/// The bytes between the lines of a PEM text (RFC 7468).
package enum PEM {
    /// Of the first block; nil where there is none.
    package static func decode(_ text: String) -> [UInt8]? {
        var inside = false
        var base64: [UInt8] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN ") {
                inside = true
            } else if line.hasPrefix("-----END ") {
                return inside ? Base64.decode(base64) : nil
            } else if inside {
                base64 += line.utf8.filter { $0 > 0x20 }
            }
        }
        return nil
    }
}
