import InboxDomain
import Testing

@Suite("Glob")
struct GlobTests {
    static let matchesCases: [(String, String, Bool)] = [
        ("", "", true), ("", "*", true), ("", "?", false), ("a", "", false), ("abc", "abc", true),
        ("ABC", "abc", true), ("abc", "ab", false), ("abc", "a?c", true), ("ac", "a?c", false),
        ("alice@bigcorp.example", "*@bigcorp.example", true), ("alice@BigCorp.Example", "*@bigcorp.example", true),
        ("alice@bigcorp.example.org", "*@bigcorp.example", false), ("abcabc", "a*c", true), ("ab", "a*b*c", false),
        ("our newsletter today", "*newsletter*", true), ("aXbYc", "a*b*c", true), ("aab", "*ab", true),
        ("ab", "*a*b*", true), ("aba", "ab*ba", false), ("abba", "ab*ba", true), ("abc", "***", true),
        ("abc", "?*?*?", true), ("ab", "?*?*?", false), ("ÄRGER", "ärger", true), ("ärger", "?rger", true),
        ("ПРИВЕТ", "*ривет", true), ("日本語", "日?語", true), ("日本語", "??", false), ("😀x", "?X", true),
        ("straße", "STRASSE", false), ("a*b", "a?b", true),
    ]

    @Test(
        "covers the whole text, case aside",
        arguments: matchesCases)
    func matches(text: String, pattern: String, expected: Bool) {
        #expect(Glob.matches(text, pattern) == expected)
    }

    @Test("equality and containment leave case aside, and know no wildcard")
    func equalAndContains() {
        #expect(Glob.equal("Alice@Example.com", "alice@example.COM"))
        #expect(!Glob.equal("ab", "a?"))
        #expect(!Glob.equal("abc", "ab"))
        #expect(!Glob.equal("ab", "abc"))
        #expect(Glob.contains("Your ORDER of today", "order"))
        #expect(Glob.contains("x", ""))
        #expect(!Glob.contains("order", "order?"))
        #expect(!Glob.contains("a", "ab"))
    }

    @Test("patterns that make others explode end")
    func noExplosion() {
        let text = String(repeating: "a", count: 20_000)
        #expect(!Glob.matches(text, String(repeating: "a*", count: 200) + "b"))
        #expect(!Glob.matches(text, String(repeating: "*a", count: 200) + "*b*"))
        #expect(Glob.matches(text, String(repeating: "*a", count: 200) + "*"))
    }

    @Test("agrees with a plain recursive matcher", arguments: Array(UInt64(1)...50))
    func oracle(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        func matches(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            if first == "*" {
                return matches(text, pattern.dropFirst()) || !text.isEmpty && matches(text.dropFirst(), pattern)
            }
            guard let character = text.first, first == "?" || first == character else { return false }
            return matches(text.dropFirst(), pattern.dropFirst())
        }
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                "abä".randomElement(using: &generator) ?? "a"
            }
            let pattern = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                "aä**?b".randomElement(using: &generator) ?? "*"
            }
            #expect(Glob.matches(String(text), String(pattern)) == matches(text[...], pattern[...]))
        }
    }
}
