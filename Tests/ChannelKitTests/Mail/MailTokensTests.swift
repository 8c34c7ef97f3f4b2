import ChannelKit
import InboxDomain
import Testing

@Suite struct MailTokensTests {
    private static let tokens = MailTokens(key: Array("0123456789abcdef0123456789abcdef".utf8))

    @Test(arguments: [Int64(1), 42, 9_007_199_254_740_993, .max])
    func readsWhatItGives(number: Int64) {
        let id = ConversationID(number)
        let token = Self.tokens.replyToken(for: id)
        #expect(Self.tokens.conversation(ofReplyToken: token) == id)
        // Servers on the way may change the case of an address.
        #expect(Self.tokens.conversation(ofReplyToken: token.uppercased()) == id)
        let stem = Self.tokens.messageIDStem(conversation: id, message: MessageID(7))
        for text in ["\(stem)@example.com", "<\(stem)@other.example>", "\(stem.uppercased())@x"] {
            let found = Self.tokens.message(ofMessageID: text)
            #expect(found?.conversation == id && found?.message == MessageID(7))
        }
    }

    /// The value was computed with Python: hmac.digest(key, b"reply 42", "sha256")[:10], base32, small letters.
    @Test func isTheDocumentedMAC() {
        #expect(Self.tokens.replyToken(for: ConversationID(42)) == "r42.w5swtmmf5wrctgzt")
    }

    @Test func everyChangedLetterIsRefused() {
        let token = Array(Self.tokens.replyToken(for: ConversationID(42)).utf8)
        for index in token.indices {
            for letter in "a1.".utf8 where letter != token[index] {
                var forged = token
                forged[index] = letter
                #expect(Self.tokens.conversation(ofReplyToken: String(decoding: forged, as: UTF8.self)) == nil)
            }
        }
    }

    @Test(arguments: ["", "r", "r.", "r42", "r42.", "r042.x", "r-1.x", "r+42.x", "c42.m7", "r42.x.y", "42.x"])
    func whatIsNoneIsNone(text: String) {
        #expect(Self.tokens.conversation(ofReplyToken: text) == nil)
        #expect(Self.tokens.message(ofMessageID: text) == nil)
    }

    @Test func oneMarkIsNotTheOther() {
        let reply = Self.tokens.replyToken(for: ConversationID(42))
        let mac = reply.split(separator: ".")[1]
        #expect(Self.tokens.message(ofMessageID: "c42.m7.\(mac)@x") == nil)
        #expect(MailTokens(key: [1]).conversation(ofReplyToken: reply) == nil)
    }

    @Test(arguments: [
        ("support+r42.abcdefghijklmnop@example.com", "r42.abcdefghijklmnop"),
        ("support+R42.ABCDEFGHIJKLMNOP@example.com", "r42.abcdefghijklmnop"),
        ("support+vip+r42.abcdefghijklmnop@example.com", "r42.abcdefghijklmnop"), ("support@example.com", nil),
        ("support+vip@example.com", nil), ("a+r42.short@b", nil), ("support", nil), ("", nil), ("+@", nil),
    ])
    func findsTheTokenOfAnAddress(address: String, token: String?) {
        #expect(ThreadingHints.replyToken(in: address) == token)
    }
}
