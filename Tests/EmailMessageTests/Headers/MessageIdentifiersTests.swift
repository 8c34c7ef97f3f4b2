import Testing

@testable import EmailMessage

@Suite struct MessageIdentifiersTests {
    @Test(arguments: [
        ("<a@b>", "a@b"), ("< a@b >", "a@b"), ("a@b", "a@b"), ("<a@b> <c@d>,<e@f>\t<a@b>", "a@b c@d e@f"),
        ("<a@b><c@d>", "a@b c@d"), ("<a@b> <c@d <e@f>", "a@b c@d e@f"), ("<a@b> (added by x@y)", "a@b"), ("", ""),
    ])
    func lists(field: String, ids: String) {
        #expect(MessageIdentifiers.list(Array(field.utf8)).joined(separator: " ") == ids)
    }

    /// As old programs write In-Reply-To.
    @Test(arguments: [
        (#"Message from ann@example.org of "Mon, 2 Mar 2026" <a@b>"#, "a@b"), ("a@b", "a@b"),
        (#"Your message of "Mon" <a@b> <c@d>"#, "a@b c@d"), ("<a@b> ann@example.org", "a@b"),
    ])
    func aSentenceNamesNone(field: String, ids: String) {
        #expect(MessageIdentifiers.list(Array(field.utf8), prefersBrackets: true).joined(separator: " ") == ids)
    }
}
