import Crypto
import Foundation

/// A hash that a manifest may name. MD5 and SHA-1 are there because senders still use them.
package enum HashAlgorithm: String, Sendable, CaseIterable {
    case md5, sha1, sha256, sha512

    package func digest(of bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .md5: Array(Insecure.MD5.hash(data: bytes))
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }
}
