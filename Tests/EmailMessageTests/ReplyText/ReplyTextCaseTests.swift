import Testing

@testable import EmailMessage

/// Every file under `Fixtures/ReplyText/`: a mail program, a language, plain or HTML, and what is left of it.
@Suite struct ReplyTextCaseTests {
    static let cases = TextCase.all(in: "ReplyText")

    @Test(arguments: cases) func leavesTheReply(_ testCase: TextCase) {
        #expect(Self.visible(testCase) == testCase.expected)
    }

    @Test(arguments: cases) func changesNothingTheSecondTime(_ testCase: TextCase) {
        let once = Self.visible(testCase)
        #expect(ReplyText.visible(plain: once) == once)
    }

    /// Programs end lines as they like.
    @Test(arguments: cases) func readsLinesThatEndInCRLF(_ testCase: TextCase) {
        var testCase = testCase
        testCase.input = testCase.input.split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: "\r\n")
        #expect(Self.visible(testCase) == testCase.expected)
    }

    @Test func thereAreCases() {
        #expect(Self.cases.count >= 150)
    }

    static func visible(_ testCase: TextCase) -> String {
        testCase.kind == "html" ? ReplyText.visible(html: testCase.input) : ReplyText.visible(plain: testCase.input)
    }
}
