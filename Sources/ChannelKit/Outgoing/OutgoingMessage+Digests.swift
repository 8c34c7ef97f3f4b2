import Crypto

extension OutgoingMessage {
    /// An idempotency key as a UUID (RFC 9562, version 8: the first bytes of its SHA-256), for vendors that want one.
    package static func uuid(of idempotencyKey: String) -> String {
        var bytes = Array(SHA256.hash(data: Array(idempotencyKey.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Hex.encode(bytes)
        var parts: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    /// A boundary for forms, the same in each attempt. It follows from the text and the digests of the files, so that none
    /// of them can hold it.
    package var formBoundary: String {
        let seed = ([idempotencyKey, text] + attachments.map(\.digest)).joined(separator: "\n")
        return "inboxd-" + Hex.encode(Array(SHA256.hash(data: Array(seed.utf8)).prefix(16)))
    }
}
