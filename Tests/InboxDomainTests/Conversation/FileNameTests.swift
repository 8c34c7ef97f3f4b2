import InboxDomain
import Testing

@Suite struct FileNameTests {
    @Test(arguments: [
        ("invoice.pdf", "invoice.pdf"), ("Rechnung für März.pdf", "Rechnung für März.pdf"), ("写真.png", "写真.png"),
        ("/etc/passwd", "passwd"), ("C:\\Users\\ann\\a.doc", "a.doc"), ("../../x", "x"), ("..", "file"), ("", "file"),
        ("/", "file"), ("...", "file"), (".bashrc", "bashrc"), ("a/", "a"), ("a\r\nBcc: x@y", "aBcc: x@y"),
        ("a\u{0}b\u{7}c\u{1B}[31m", "abc[31m"), ("exe.\u{202E}gpj", "exe.gpj"), ("\u{2066}a\u{2069}\u{FEFF}", "a"),
        ("a\u{2028}b\u{85}c", "abc"), (" a .txt ", "a .txt"), ("x.", "x"), (#"a "b".png"#, #"a "b".png"#),
        ("👩‍👧.jpg", "👩‍👧.jpg"),
    ])
    func isMadeSafe(name: String, safe: String) {
        #expect(FileName.safe(name) == safe)
        #expect(FileName.safe(safe) == safe)
    }

    @Test func aLongOneKeepsItsExtension() {
        let name = FileName.safe(String(repeating: "ä", count: 200) + ".pdf")
        #expect(name.utf8.count == FileName.limit)
        #expect(name.hasSuffix("ä.pdf"))
        #expect(FileName.safe("x." + String(repeating: "y", count: 300)).utf8.count == FileName.limit)
    }
}
