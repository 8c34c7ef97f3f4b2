import InboxDomain
import Testing

@testable import EmailMessage

@Suite struct EmailDateTests {
    @Test(arguments: [
        ("Mon, 2 Mar 2026 09:00:00 +0100 (CET)", "2026-03-02T08:00:00Z"),
        ("Mon, 2 Mar 2026 09:00 +0100", "2026-03-02T08:00:00Z"),
        ("Mon, 02 Mar 2026 09:00:00 EST", "2026-03-02T14:00:00Z"), ("2 Mar 26 09:00 GMT", "2026-03-02T09:00:00Z"),
        ("Mon, 2 (second) Mar 2026 09:00:00 +0530", "2026-03-02T03:30:00Z"),
        ("Mon, 2 Mar 2026 09:00:00 -0000", "2026-03-02T09:00:00Z"),
        // What programs write instead.
        ("Mon Mar  2 09:00:00 2026", "2026-03-02T09:00:00Z"), ("2-Mar-2026 09:00:00 +0100", "2026-03-02T08:00:00Z"),
        ("Monday, 2 March 2026 09:00:00 +0100", "2026-03-02T08:00:00Z"),
        ("Mon, 2 Mar 2026 09:00:00 +01:00", "2026-03-02T08:00:00Z"),
        ("Mon, 2 Mar 2026 09:00:00 -08:00", "2026-03-02T17:00:00Z"),
        ("Mon, 2 Mar 2026 09:00:00 GMT+0100", "2026-03-02T08:00:00Z"),
        ("Mon Mar 02 2026 09:00:00 GMT-0800 (PST)", "2026-03-02T17:00:00Z"),
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"), ("2026-03-02T09:00:00.5+01:00", "2026-03-02T08:00:00.500Z"),
        ("2026-03-02 09:00:00 +0100", "2026-03-02T08:00:00Z"),
        ("Mon, 2 Mar 2026 09:00:60 +0000", "2026-03-02T09:01:00Z"),
    ])
    func reads(text: String, instant: String) {
        #expect(EmailDate.parse(Array(text.utf8))?.formatted == instant)
    }

    @Test(arguments: ["", "yesterday", "Sun, 29 Feb 2026 09:00:00 +0100", "Mon, 2 Mar 1969 09:00:00 +0000"])
    func refusesWhatIsNone(text: String) {
        #expect(EmailDate.parse(Array(text.utf8)) == nil)
    }
}
