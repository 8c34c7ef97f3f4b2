import InboxConfig
import InboxDomain
import Testing

@Suite struct PCREPatternTests {
    @Test(arguments: [
        ("(?i)\\b(urgent|asap)\\b", "This is URGENT!", true),
        ("(?i)\\burgent\\b", "insurgents", false),
        ("^$", "", true),
        ("(?i)grüße", "VIELE GRÜSSE", false),
        ("(?i)grüße", "Viele GRÜßE", true),
        ("\\bÜber\\b", "das Über-Ich", true),
        ("^.$", "é", true),
        ("👍", "ok 👍", true),
    ])
    func searchesUnicodeText(expression: String, text: String, matches: Bool) throws {
        #expect(try PCREPattern(expression).matches(text) == matches)
    }

    /// Backtracking over this would take longer than the universe has: the match limit ends it. A search without the
    /// limit would never let this test end.
    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func aRunawayExpressionDoesNotMatch(_ expression: String) throws {
        let pattern = try PCREPattern(expression)
        #expect(!pattern.matches(String(repeating: "a", count: 40) + "!"))
    }

    @Test func onlyTheFirst64KiBAreSearched() throws {
        let pattern = try PCREPattern("needle")
        let filling = String(repeating: "x", count: PCREPattern.longestSubject)
        #expect(!pattern.matches(filling + "needle"))
        #expect(pattern.matches(filling.dropLast(6) + "needle"))
    }

    /// The cut falls inside a character of four bytes: what is left is still valid text.
    @Test func theCutKeepsCharactersWhole() throws {
        let pattern = try PCREPattern("^x+(👍)*$")
        for offset in 1...4 {
            let text = String(repeating: "x", count: PCREPattern.longestSubject - offset) + "👍👍"
            #expect(pattern.matches(text))
        }
    }

    @Test(arguments: [
        ("(unclosed", 9), ("a**", 2), ("[z-a]", 3), ("\\C", 2), ("(?<n>a)(?<n>b)", 12),
    ])
    func aWrongExpressionSaysWhere(expression: String, offset: Int) {
        do {
            _ = try PCREPattern(expression)
            Issue.record("\(expression) was taken")
        } catch {
            #expect(error.offset == offset)
            #expect(!error.message.isEmpty)
        }
    }

    @Test func lengthAndNestingAreLimited() {
        #expect(throws: PCREPattern.Problem.self) { try PCREPattern(String(repeating: "a", count: 4097)) }
        let deep = String(repeating: "(", count: 101) + String(repeating: ")", count: 101)
        #expect(throws: PCREPattern.Problem.self) { try PCREPattern(deep) }
    }

    @Test func oneIsSharedByManyTasks() async throws {
        let pattern = try PCREPattern("(?i)b+$")
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask { pattern.matches(String(repeating: "a", count: index) + "BB") }
            }
            for await matched in group { #expect(matched) }
        }
    }
}
