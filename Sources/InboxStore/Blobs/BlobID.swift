import Crypto

/// The name of a blob: the SHA-256 of its content, as 64 lower-case hexadecimal digits.
package struct BlobID: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// Nil where the text is not of that form: it becomes part of a path.
    package init?(_ text: String) {
        let digits = Self.digits
        guard text.utf8.count == 64, text.utf8.allSatisfy(digits.contains) else { return nil }
        description = text
    }

    package init(of content: [UInt8]) {
        self.init(SHA256.hash(data: content))
    }

    init(_ digest: SHA256.Digest) {
        let digits = Self.digits
        description = String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static var digits: [UInt8] { Array("0123456789abcdef".utf8) }
}
