import ControlAPI
import Testing

@testable import InboxServer

/// How the content of an attachment is handed out.
@Suite struct AttachmentAnswerTests {
    @Test(
        arguments: [
            (nil, #"attachment; filename="attachment""#), ("", #"attachment; filename="attachment""#),
            ("..", #"attachment; filename="attachment""#), ("bill 1.pdf", #"attachment; filename="bill 1.pdf""#),
            ("../../etc/passwd", #"attachment; filename=".._.._etc_passwd""#),
            ("C:\\autoexec.bat", #"attachment; filename="C:_autoexec.bat""#),
            ("Grüße.txt", #"attachment; filename="Gr__e.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt"#),
            (
                "a\"\r\nSet-Cookie: b",
                #"attachment; filename="a_Set-Cookie: b"; filename*=UTF-8''a%22Set-Cookie%3A%20b"#
            ),
            ("100%.txt", #"attachment; filename="100_.txt"; filename*=UTF-8''100%25.txt"#),
        ] as [(String?, String)])
    func theNameIsMadeSafe(_ name: String?, _ header: String) {
        #expect(ControlAnswer.disposition(name) == header)
    }

    @Test func aLongNameIsCut() {
        let header = ControlAnswer.disposition(String(repeating: "n", count: 10_000))
        #expect(header.utf8.count < 200)
    }

    @Test func noBrowserRunsIt() {
        let answer = ControlAnswer.content(
            AttachmentContent(name: "a.html", sniffedType: "text/html", bytes: Array("<script>".utf8)))
        let headers = Dictionary(answer.headers.map { ($0.name, $0.value) }) { $1 }
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["content-disposition"]?.hasPrefix("attachment;") == true)
        #expect(headers["content-security-policy"]?.contains("sandbox") == true)
    }
}
