import ChannelKit
import Testing

@Suite struct TextLimitTests {
    typealias Limit = ChannelCapabilities.TextLimit

    @Test(arguments: [
        ("short", ["short"]), ("", [""]), ("  as is  ", ["  as is  "]),
        ("one two three four", ["one two", "three four"]), ("0123456789 1", ["0123456789", "1"]),
        ("012345678901234", ["0123456789", "01234"]), ("aaaa bbbbbbbbbbbbb", ["aaaa", "bbbbbbbbbb", "bbb"]),
        ("first\nsecond third", ["first", "second", "third"]), ("a\nb c d e f g h i", ["a\nb c d e", "f g h i"]),
        ("          far away it is", ["far away", "it is"]), ("1234567890          ", ["1234567890"]),
    ])
    func aLongTextIsCutBehindAWord(text: String, pieces: [String]) {
        #expect(Limit(unit: .chars, count: 10, parts: 10).split(text) == pieces)
    }

    @Test(arguments: Limit.Unit.allCases, [4, 5, 7, 11, 64])
    func nothingIsLostAndNothingIsTooLong(unit: Limit.Unit, count: Int) throws {
        let text =
            "Grüße, 日本語 und 😀😀😀 emoji; Wörter\n\nund noch mehr davon, ohne\tEnde … " + String(repeating: "ß", count: 40)
        let limit = Limit(unit: unit, count: count, parts: 1000)
        let pieces = try #require(limit.split(text))
        #expect(pieces.allSatisfy { limit.measure($0) <= count && !$0.isEmpty })
        let letters = { (text: String) in text.filter { !$0.isWhitespace } }
        #expect(letters(pieces.joined()) == letters(text))
    }

    @Test func noCharacterIsCut() {
        let family = "👨‍👩‍👧‍👦"
        #expect(Limit(unit: .utf16, count: 11, parts: 9).split(family + family) == [family, family])
        #expect(Limit(unit: .utf16, count: 10, parts: 9).split(family) == nil)
        #expect(Limit(unit: .bytes, count: 3, parts: 9).split("e\u{301}e\u{301}") == ["e\u{301}", "e\u{301}"])
    }

    @Test func moreThanItsPartsIsTooLong() {
        let text = "aaaa bbbb cccc"
        #expect(Limit(unit: .chars, count: 4, parts: 3).split(text)?.count == 3)
        #expect(Limit(unit: .chars, count: 4, parts: 2).split(text) == nil)
        #expect(Limit(unit: .chars, count: 4).split(text) == nil)
        #expect(Limit(unit: .chars, count: 14).split(text) == [text])
    }
}
