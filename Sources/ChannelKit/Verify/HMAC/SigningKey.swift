import Crypto
import Foundation

/// A secret made ready for use: what can be computed from the key alone is computed once.
package struct SigningKey: Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        /// RFC 2104.
        case hmac
        /// The hash of the message with the key behind it.
        case digestSuffix = "digest_suffix"
    }

    private enum State: Sendable {
        case md5(HMAC<Insecure.MD5>)
        case sha1(HMAC<Insecure.SHA1>)
        case sha256(HMAC<SHA256>)
        case sha512(HMAC<SHA512>)
        case suffix(HashAlgorithm, [UInt8])
    }

    private let state: State

    /// Nil where the key is empty: anybody could sign with that.
    package init?(_ key: [UInt8], algorithm: HashAlgorithm, mode: Mode = .hmac) {
        guard !key.isEmpty else { return nil }
        let symmetric = SymmetricKey(data: key)
        switch (mode, algorithm) {
        case (.digestSuffix, _): state = .suffix(algorithm, key)
        case (.hmac, .md5): state = .md5(HMAC(key: symmetric))
        case (.hmac, .sha1): state = .sha1(HMAC(key: symmetric))
        case (.hmac, .sha256): state = .sha256(HMAC(key: symmetric))
        case (.hmac, .sha512): state = .sha512(HMAC(key: symmetric))
        }
    }

    /// The signature of a message, as bytes.
    package func signature(of message: [UInt8]) -> [UInt8] {
        switch state {
        case .md5(let hmac): Self.finish(hmac, message)
        case .sha1(let hmac): Self.finish(hmac, message)
        case .sha256(let hmac): Self.finish(hmac, message)
        case .sha512(let hmac): Self.finish(hmac, message)
        case .suffix(let algorithm, let key): algorithm.digest(of: message + key)
        }
    }

    private static func finish<H: HashFunction>(_ prepared: HMAC<H>, _ message: [UInt8]) -> [UInt8] {
        var hmac = prepared
        hmac.update(data: message)
        return hmac.finalize().withUnsafeBytes { Array($0) }
    }
}

/// How a key or a signature is written.
package enum BinaryEncoding: String, Sendable, CaseIterable {
    case utf8, base64, hex

    /// Nil where the text is not of this encoding.
    package func decode(_ text: some StringProtocol) -> [UInt8]? {
        switch self {
        case .utf8: Array(text.utf8)
        case .base64: Base64.decode(text.utf8)
        case .hex: Hex.decode(text.utf8)
        }
    }

    package func encode(_ bytes: [UInt8]) -> String {
        switch self {
        case .utf8: String(decoding: bytes, as: UTF8.self)
        case .base64: Base64.encode(bytes)
        case .hex: Hex.encode(bytes)
        }
    }
}
