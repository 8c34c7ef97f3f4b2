import InboxDomain
import Testing

@testable import InboxEngine

@Suite struct RetryAfterTests {
    /// 2026-03-02T10:00:00.500Z
    private static let now = Instant(milliseconds: 1_772_445_600_500)

    @Test(
        arguments: [
            ("0", 0), ("120", 120), ("9999999999", 9_999_999_999), ("Mon, 02 Mar 2026 10:00:31 GMT", 31),
            ("Mon, 02 Mar 2026 09:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("", nil), ("-1", nil),
            ("1.5", nil), ("soon", nil), ("99999999999", nil), ("Mon, 02 March 2026 10:00:31 GMT", nil),
            ("Mon, 32 Mar 2026 10:00:31 GMT", nil), ("Mon, 02 Mar 2026 10:00:31 CET", nil),
            ("Monday, 02-Mar-26 10:00:31 GMT", nil), ("Mon, 02 Mar 2026  10:00:31 GMT", nil),
        ] as [(String, Int64?)]) func isReadAsTheStandardSays(text: String, seconds: Int64?)
    {
        #expect(RetryAfter.seconds(text, now: Self.now) == seconds)
    }
}
