import InboxDomain
import ManifestChannel
import Testing

@Suite struct JQPredicateTests {
    private static let event = #"""
        {"type":"message","id":"12345678901234567","sender":{"id":"u1"},"text":"Hello","attachments":[{"kind":"image"}],
        "big":12345678901234567}
        """#

    private static func ask(_ source: String, _ event: String = event) throws -> EventVerdict {
        try JQPredicateCompiler().compile(source).verdict(on: Array(event.utf8))
    }

    @Test(arguments: [
        (#".text == "Hello""#, true), (".text", true), ("0", true), (#""""#, true), ("[]", true),
        (".attachments | length > 3", false), ("false", false), ("null", false), ("empty", false),
        (".subject", false), ("false, true", false), ("true, false", true), ("true # as it is", true),
        ("range(1e9)", true), (#".big == "12345678901234567""#, true),
        (#"any(.attachments[]?; .kind == "image")"#, true),
    ])
    func theFirstOutputCounts(source: String, holds: Bool) throws {
        #expect(try Self.ask(source) == (holds ? .holds : .holdsNot))
    }

    @Test(arguments: [
        ("error(.text)", "the program raised an error"), (".text | .[0]", "the program raised an error"),
        ("now", "the program raised an error"), ("halt", "the program raised an error"),
        ("def f: f; f", "it was stopped after 5 ms"), ("last(range(1e12))", "it was stopped after 5 ms"),
    ])
    func whatFailsSaysWhyAndQuotesNothing(source: String, reason: String) throws {
        let predicate = try JQPredicateCompiler().compile(source)
        // Again after it was stopped: with a fresh copy.
        for _ in 0..<2 { #expect(predicate.verdict(on: Array(Self.event.utf8)) == .failed(reason)) }
    }

    @Test func withoutAnEventThereIsNoVerdict() throws {
        #expect(try Self.ask("true", "") == .failed("there is no event to look at"))
        #expect(try Self.ask("true", "{") == .failed("the event is no JSON"))
    }

    @Test(arguments: [("(", 1), (".a |", 1), ("\n\nfoo", 3), ("import \"a\" as a; .", 1)])
    func whatIsNoProgramIsRefused(source: String, line: Int) throws {
        let problem = #expect(throws: EventPredicateProblem.self) { try JQPredicateCompiler().compile(source) }
        #expect(problem?.line == line)
    }

    @Test func readsAsItIsWritten() throws {
        #expect(try JQPredicateCompiler().compile(".a").description == ".a")
    }
}
