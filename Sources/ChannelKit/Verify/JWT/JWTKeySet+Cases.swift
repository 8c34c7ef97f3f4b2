import CryptoExtras
import JWTKit

extension JWTKeySet {
    /// The key that `CaseSigner` signs with; nil where the machine could not make one.
    static func forCases(id: String) async -> JWTKeySet? {
        guard let pem = CaseSigner.shared.rsaPublicKeyPEM, let key = try? Insecure.RSA.PublicKey(pem: pem) else {
            return nil
        }
        let collection = JWTKeyCollection()
        await collection.add(rsa: key, digestAlgorithm: .sha256)
        guard let made = try? await collection.getKey() else { return nil }
        return JWTKeySet([Key(id: id, algorithm: made, isForCases: true)])
    }
}
