import Testing

@testable import EmailMessage

@Suite struct HTMLTextTests {
    static let cases = TextCase.all(in: "HTMLText")

    @Test(arguments: cases) func reads(_ testCase: TextCase) {
        #expect(HTMLText.readable(from: testCase.input) == testCase.expected)
    }

    @Test func thereAreCases() {
        #expect(Self.cases.count >= 30)
    }

    static let hostile: [(name: String, html: String, holds: String)] = [
        ("deep divisions", String(repeating: "<div>", count: 100_000) + "x", "x"),
        ("deep quotes", String(repeating: "<blockquote>", count: 50_000) + "x", "x"),
        ("deep tables", String(repeating: "<table><tr><td>", count: 20_000) + "x", "x"),
        ("deep lists", String(repeating: "<ul><li>", count: 20_000) + "x", "x"),
        ("closed out of order", String(repeating: "<a href=x><div></a>y", count: 20_000), "y"),
        (
            "open formatting",
            (0..<5000).map { "<font color=\($0)>" }.joined() + String(repeating: "<p>x", count: 5000), "x"
        ),
        ("attributes", "<a " + (0..<50_000).map { "a\($0)=1 " }.joined() + ">x</a>", "x"),
        (
            "ends of nothing",
            String(repeating: "<span class=a>", count: 20_000) + String(repeating: "</b>", count: 20_000) + "x", ""
        ),
        ("text in tables", String(repeating: "<table>x", count: 20_000), "x"),
        ("open comments", "x" + String(repeating: "<!--", count: 100_000), "x"),
        ("open scripts", "x" + String(repeating: "<script>", count: 100_000), "x"),
        ("open drawings", String(repeating: "<svg>", count: 50_000) + "x", "x"),
        ("less-than signs", String(repeating: "<", count: 200_000) + " x", "x"),
        ("one line", String(repeating: "x", count: 1 << 20), "x"),
        ("zero bytes", String(repeating: "\0", count: 100_000) + "x", "x"),
        ("references", String(repeating: "&#0;&amp", count: 50_000) + "x", "x"),
        ("an open tag", "x<a href=\"" + String(repeating: "y", count: 1 << 20), "x"),
    ]

    /// Whatever comes: it ends soon, the stack holds, and the text is there.
    @Test(.timeLimit(.minutes(1)), arguments: hostile.indices) func bears(index: Int) {
        let (name, html, holds) = Self.hostile[index]
        let text = HTMLText.readable(from: html)
        #expect(holds.isEmpty || text.contains(holds), "\(name)")
        #expect(text.utf8.count <= html.utf8.count + 100, "\(name)")
    }

    /// What is nested deeper than is read keeps its text.
    @Test func keepsTextBelowTheDeepestLevel() {
        let html = (0..<300).map { "<div><p>level \($0)" }.joined()
        let text = HTMLText.readable(from: html)
        #expect((0..<300).allSatisfy { text.contains("level \($0)") })
    }

    @Test func simplifiedHTMLIsNested() {
        let simple = HTMLSimplifier.simplify(Array("<b><a href=x><div>y</a></div></b><td>z".utf8))
        #expect(String(decoding: simple, as: UTF8.self) == "<a href=\"x\"><div>y</div></a><td>z")
    }
}
