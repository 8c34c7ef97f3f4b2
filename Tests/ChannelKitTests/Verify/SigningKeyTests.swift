import ChannelKit
import Testing

@Suite struct SigningKeyTests {
    /// RFC 2202 and RFC 4231, test case 2; and case 6 with a key longer than a block.
    @Test(arguments: [
        (HashAlgorithm.md5, "750c783e6ab0b503eaa86e310a5db738"),
        (.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ])
    func signsAsTheRFCs(_ algorithm: HashAlgorithm, expected: String) throws {
        let key = try #require(SigningKey(Array("Jefe".utf8), algorithm: algorithm))
        let message = Array("what do ya want for nothing?".utf8)
        #expect(Hex.encode(key.signature(of: message)) == expected)
        // A prepared key is not used up.
        #expect(Hex.encode(key.signature(of: message)) == expected)
    }

    @Test func takesKeysLongerThanABlock() throws {
        let key = try #require(SigningKey([UInt8](repeating: 0xAA, count: 131), algorithm: .sha256))
        let message = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        #expect(
            Hex.encode(key.signature(of: message)) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        )
    }

    @Test func refusesTheEmptyKey() {
        #expect(SigningKey([], algorithm: .sha256) == nil)
    }
}
