import Testing

@testable import EmailMessage

/// What holds for any message: made from pieces that mean something, in any order.
@Suite struct ReplyTextPropertyTests {
    static let pieces = [
        "Hello,", "it works now.", "", "", "> quoted", "> > deeper", ">", "-- ", "--", "—", "Anna Example",
        "On 2 Mar 2026, at 09:00, Support <help@shop.example> wrote:", "Support <help@shop.example>",
        "Am 02.03.26 um 09:00 schrieb Support:", "wrote:", "From: Support <help@shop.example>",
        "Sent: Monday, March 2, 2026 9:00 AM", "To: anna@mail.example", "Subject: 4711", "-----Original Message-----",
        "---------- Forwarded message ---------", "________________________________", "---", "Sent from my iPhone",
        "Get Outlook for iOS <https://aka.example/x>", "FYI", "this is it:", "差出人: 山田", "Begin forwarded message:",
        ">From here", "   ", "\u{200B}", "…", "2026年3月2日(月) 9:00 山田 <y@mail.example>:", "*From:* Support", "Von:",
    ]

    static let tags = [
        "<div>", "</div>", "<p>", "</p>", "<br>", "<blockquote type=\"cite\">", "<blockquote>", "</blockquote>",
        "<div class=\"gmail_quote\">", "<div class=\"gmail_attr\">", "<div id=\"appendonsend\"></div><hr>",
        "<div id=\"divRplyFwdMsg\">", "<div class=\"gmail_signature\">", "<span style=\"display:none\">", "</span>",
        "<div class=\"yahoo_quoted\">", "<table><tr><td>", "</td><td>", "</td></tr></table>", "<ul><li>", "</li></ul>",
        "<br id=\"lineBreakAtBeginningOfSignature\">", "<a href=\"https://shop.example/\">", "</a>", "<pre>", "</pre>",
    ]

    /// The same for the same seed (SplitMix64).
    struct Random {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ mixed >> 31) % UInt64(bound))
        }
    }

    static func visibleBytes(_ text: String) -> Int {
        text.utf8.count { $0 > 0x20 }
    }

    @Test(arguments: 0..<400) func plain(seed: Int) {
        var random = Random(state: UInt64(seed))
        let lines = (0..<1 + random.below(24)).map { _ in Self.pieces[random.below(Self.pieces.count)] }
        let text = lines.joined(separator: random.below(2) == 0 ? "\n" : "\r\n")
        let visible = ReplyText.visible(plain: text)
        #expect(visible.utf8.count <= text.utf8.count)
        #expect(ReplyText.visible(plain: visible) == visible, "of \(text.debugDescription)")
        let isSeen = lines.contains { $0.utf8.contains { $0 > 0x20 } && $0 != "\u{200B}" }
        #expect(!isSeen || Self.visibleBytes(visible) > 0, "of \(text.debugDescription)")
    }

    @Test(arguments: 0..<400) func html(seed: Int) {
        var random = Random(state: UInt64(seed) &+ 1 << 32)
        let html = (0..<1 + random.below(40)).map { _ in
            random.below(2) == 0
                ? Self.tags[random.below(Self.tags.count)]
                : Self.pieces[random.below(Self.pieces.count)]
                    .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        }.joined()
        let readable = HTMLText.readable(from: html)
        let visible = ReplyText.visible(html: html)
        #expect(Self.visibleBytes(visible) <= Self.visibleBytes(readable))
        #expect(ReplyText.visible(plain: visible) == visible, "of \(html)")
        #expect(readable.allSatisfy(\.isWhitespace) || !visible.isEmpty, "of \(html)")
    }

    /// A text without any mark of mail programs is given back as it is.
    @Test(arguments: 0..<50) func ordinaryText(seed: Int) {
        var random = Random(state: UInt64(seed) &+ 1 << 33)
        let words = [
            "order", "4711", "is", "late.", "Bestellung", "fehlt,", "請求書", "wrote", "from", "Sent", "-", "12:30",
        ]
        let lines = (0..<1 + random.below(20)).map { _ in
            (0..<1 + random.below(12)).map { _ in words[random.below(words.count)] }.joined(separator: " ")
        }
        let text = lines.joined(separator: "\n")
        #expect(ReplyText.visible(plain: text) == text)
    }

    static let long: [(name: String, text: String)] = [
        ("one line", String(repeating: "x", count: 1 << 20)),
        ("one line of spaces", String(repeating: " ", count: 1 << 20) + "x"),
        ("one line of quote marks", String(repeating: "> ", count: 1 << 19)),
        ("colons", String(repeating: "On 2 March 2026 at 9:00:\n", count: 5_000)),
        ("fields", String(repeating: "From: a\nTo: b\n", count: 5_000)),
        ("delimiters", String(repeating: "-- \nx\n", count: 10_000)),
        ("footers", "x\n" + String(repeating: "Sent from my iPhone\n", count: 5_000)),
        ("quotes and answers", String(repeating: "> x\ny\n", count: 10_000)),
        ("rules", String(repeating: "-----\n", count: 10_000)),
        ("empty lines", String(repeating: "\n", count: 50_000) + "x"),
        ("empty lines in quotes", String(repeating: "> x\n\n\n\n", count: 10_000)),
    ]

    @Test(.timeLimit(.minutes(1)), arguments: long.indices) func endsSoon(index: Int) {
        let (name, text) = Self.long[index]
        let start = ContinuousClock.now
        let visible = ReplyText.visible(plain: text)
        #expect(visible.utf8.count <= text.utf8.count)
        #expect(Self.visibleBytes(visible) > 0, "\(name)")
        #expect(ContinuousClock.now - start < .seconds(30), "\(name)")
    }
}
