import Testing

@testable import InboxCommands

@Suite struct DisplayTextTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("林美玲", 6), ("ｆｕｌｌ", 8), ("한국", 4), ("👍", 2), ("👍🏽", 2),
        ("👩‍👩‍👧", 2), ("❤️", 2), ("🇩🇪", 2), ("a\u{200B}b", 2), ("…", 1),
    ]) func knowsHowWideTextIs(text: String, width: Int) {
        #expect(DisplayText.width(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("林美玲", 5, "林美…"), ("林美玲", 4, "林…"), ("ab", 1, "…"),
        ("ab", 0, ""),
    ]) func truncatesByWidth(text: String, columns: Int, result: String) {
        let cut = DisplayText.truncate(text, to: columns)
        #expect(cut == result)
        #expect(DisplayText.width(cut) <= columns)
    }

    @Test(arguments: [
        ("a\u{1B}[31mb", "a[31mb"), ("a\r\nb\tc", "a b c"), ("x\u{202E}y\u{2066}z", "xyz"), ("\u{9B}31m\u{7F}", "31m"),
        ("tab\u{2028}line", "tab line"),
    ]) func keepsTerminalsOutOfReach(text: String, result: String) {
        #expect(DisplayText.clean(text) == result)
    }

    @Test func linesStayLines() {
        #expect(DisplayText.lines("a\r\nb\n\nc\u{1B}") == ["a", "b", "", "c"])
    }
}
