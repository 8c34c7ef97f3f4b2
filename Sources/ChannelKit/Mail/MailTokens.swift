import Crypto
package import InboxDomain

/// The signed marks by which mail finds back to its conversation: the reply token in an address, `r42.MAC`, and the left
/// part of our Message-IDs, `c42.m17.MAC`.
///
/// The MAC is HMAC-SHA256 over the purpose and the numbers, cut to 80 bits and written as 16 letters of base32 (RFC 4648,
/// in small letters, since some servers change the case of addresses). 80 bits are far beyond guessing against a server
/// that answers nothing, and keep the local part of an address under its 64 bytes. A token tells a number and proves that
/// we gave it out; it proves nothing about who sends it.
package struct MailTokens: Sendable {
    /// Bytes of the MAC that are kept.
    package static let truncation = 10

    private let key: SymmetricKey

    /// Any key; 32 random bytes are what is generated.
    package init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    // MARK: - Reply tokens

    package func replyToken(for conversation: ConversationID) -> String {
        "r\(conversation)." + mac("reply \(conversation)")
    }

    /// The conversation of a token that we gave out; nil for any other text.
    package func conversation(ofReplyToken token: String) -> ConversationID? {
        let parts = token.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let conversation = Self.number(parts[0], after: "r") else { return nil }
        let id = ConversationID(conversation)
        return ConstantTime.equal(String(parts[1]), Array(mac("reply \(id)").utf8)) ? id : nil
    }

    /// Whether a text has the form of a reply token, whoever made it.
    static func looksLikeReplyToken(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && number(parts[0], after: "r") != nil && parts[1].utf8.count == 16
    }

    // MARK: - Message-IDs

    /// The part of a Message-ID before the `@`.
    package func messageIDStem(conversation: ConversationID, message: MessageID) -> String {
        "c\(conversation).m\(message)." + mac("message \(conversation) \(message)")
    }

    /// What a Message-ID of ours names, whatever its domain; nil for those that we did not give out. `id` may stand in
    /// its angle brackets.
    package func message(ofMessageID id: String) -> (conversation: ConversationID, message: MessageID)? {
        var text = id[...]
        if text.first == "<" { text = text.dropFirst() }
        let stem = text.prefix { $0 != "@" }.lowercased()
        let parts = stem.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let conversation = Self.number(parts[0], after: "c"),
            let message = Self.number(parts[1], after: "m")
        else { return nil }
        let ids = (conversation: ConversationID(conversation), message: MessageID(message))
        let expected = mac("message \(ids.conversation) \(ids.message)")
        return ConstantTime.equal(String(parts[2]), Array(expected.utf8)) ? ids : nil
    }

    // MARK: - The MAC

    private func mac(_ text: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
        return Self.base32(code.prefix(Self.truncation))
    }

    /// Five bits a letter; the bytes are a multiple of five, so nothing is left over.
    private static func base32(_ bytes: some Sequence<UInt8>) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[Int(buffer >> bits & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The number after a letter, written as we write it: no sign, no zero in front.
    private static func number(_ text: Substring, after letter: Character) -> Int64? {
        guard text.first == letter, let number = Int64(text.dropFirst()), number > 0,
            String(number) == text.dropFirst()
        else { return nil }
        return number
    }
}
