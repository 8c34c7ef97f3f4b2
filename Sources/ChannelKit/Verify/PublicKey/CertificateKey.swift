import CryptoExtras
import Foundation
import InboxDomain
import SwiftASN1
import X509

/// The key of a fetched certificate, and when the certificate holds.
package struct CertificateKey: Sendable {
    package let key: VerifyingKey
    private let notBefore: Instant
    private let notAfter: Instant

    /// Reads one certificate in PEM, or a chain that begins with the sender's own. Each certificate of a chain must be
    /// signed by the next one. Who issued the last is not asked: the address that it was fetched from, over TLS, is what
    /// vouches for it. Nil where it is none, or its key is not RSA of at least 2048 bits.
    package init?(pem bytes: [UInt8]) {
        let chain = Self.blocks(of: String(decoding: bytes, as: UTF8.self)).map {
            try? Certificate(pemEncoded: $0)
        }
        guard let leaf = chain.first ?? nil, chain.count <= 5, !chain.contains(where: { $0 == nil }) else { return nil }
        for (certificate, issuer) in zip(chain, chain.dropFirst()) {
            guard let certificate, let issuer, certificate.issuer == issuer.subject,
                issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
            else { return nil }
        }
        guard let rsa = _RSA.Signing.PublicKey(leaf.publicKey),
            let key = VerifyingKey(Array(rsa.derRepresentation), algorithm: .rsaSHA256)
        else { return nil }
        self.key = key
        notBefore = Self.instant(leaf.notValidBefore)
        notAfter = Self.instant(leaf.notValidAfter)
    }

    func isValid(at now: Instant) -> Bool { notBefore <= now && now <= notAfter }

    private static func instant(_ date: Date) -> Instant {
        Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }

    private static func blocks(of text: String) -> [String] {
        var blocks: [String] = []
        var lines: [Substring] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN CERTIFICATE-----") { lines = [] }
            lines.append(line)
            if line.hasPrefix("-----END CERTIFICATE-----") { blocks.append(lines.joined(separator: "\n")) }
        }
        return blocks
    }
}
