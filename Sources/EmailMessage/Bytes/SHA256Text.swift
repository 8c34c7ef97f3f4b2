import Crypto

/// SHA-256 as small hexadecimal digits.
struct SHA256Text {
    private var hash = SHA256()

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { add($0) }
    }

    var text: String {
        String(
            decoding: hash.finalize().flatMap { byte in
                [ASCII.hexDigit(byte >> 4), ASCII.hexDigit(byte & 15)].map(ASCII.lowercased)
            }, as: UTF8.self)
    }

    static func of(_ bytes: [UInt8]) -> String {
        var sum = SHA256Text()
        sum.add(bytes)
        return sum.text
    }
}
