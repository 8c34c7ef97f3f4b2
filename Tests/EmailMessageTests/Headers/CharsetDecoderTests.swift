import Foundation
import Testing

@testable import EmailMessage

@Suite struct CharsetDecoderTests {
    static let samples: [(String, String)] = [
        ("CP1252", "Grüße aus München, schöne Straße"), ("CP1252", "L’été à l’hôtel, c’est déjà fini"),
        ("CP1252", "El niño español está aquí: ¿cuándo?"), ("CP1252", "£5 for a café"),
        ("GB18030", "你好，请问我的包裹在哪里？谢谢"), ("GB18030", "我的订单号是123，还没有发货。"),
        ("CP932", "こんにちは。注文した商品がまだ届きません。"), ("CP932", "カタカナのテスト"),
        ("KOI8-R", "Здравствуйте, где мой заказ?"), ("KOI8-R", "Счёт не оплачен"),
        ("CP1251", "Здравствуйте, где мой заказ?"), ("EUC-JP", "こんにちは。注文した商品がまだ届きません。"),
        ("CP949", "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다."), ("BIG5", "您好，請問我的包裹在哪裡？謝謝"),
        ("CP1250", "Zamówienie nie dotarło, proszę o odpowiedź: żółć, gęś, łódź."),
        ("ISO8859_2", "Proszę o przesłanie faktury, była błędna. Dziękuję, Łukasz"),
        ("CP1252", "Ein Würfel hat 3 m³, das ist 1 cm² zu groß"), ("CP1252", "Le cœur et l’œuvre: ça coûte 5 €"),
        ("CP1252", "Blåbærsyltetøj, Ærø"),
    ]

    private func encode(_ text: String, _ charset: String) throws -> [UInt8] {
        let encodings: [String: String.Encoding] = ["CP1252": .windowsCP1252, "CP1251": .windowsCP1251]
        if let encoding = encodings[charset] { return Array(try #require(text.data(using: encoding))) }
        return try Python.run(
            "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().decode().encode(sys.argv[1]))",
            argument: charset.lowercased(), input: Array(text.utf8))
    }

    @Test(arguments: samples) func guesses(charset: String, text: String) throws {
        #expect(CharsetDecoder.decode(try encode(text, charset), declared: nil) == text)
    }

    @Test(arguments: samples) func readsWhatIsDeclared(charset: String, text: String) throws {
        #expect(CharsetDecoder.decode(try encode(text, charset), declared: charset) == text)
    }

    @Test(arguments: [
        ("utf-8", "UTF-8"), ("UTF8", "UTF-8"), ("\"utf_8\"", "UTF-8"), ("iso-8859-1", "CP1252"),
        ("ISO8859_1", "CP1252"),
        ("latin1", "CP1252"), ("iso-8859-15", "ISO-8859-15"), ("iso-8859-8-i", "ISO-8859-8"),
        ("windows-1251", "CP1251"),
        ("cp-1251", "CP1251"), ("x-windows-1250", "CP1250"), ("gb2312", "GB18030"), ("x-gbk", "GB18030"),
        ("Shift_JIS", "CP932"), ("x-sjis", "CP932"), ("cp932", "CP932"), ("ks_c_5601-1987", "CP949"),
        ("euc-kr", "CP949"), ("us-ascii", "ASCII"), ("ansi_x3.4-1968", "ASCII"), ("cp850", "CP850"),
        ("tis-620", "CP874"), ("koi8-u", "KOI8-U"),
    ])
    func knows(label: String, name: String) {
        #expect(CharsetName.canonical(label) == name)
    }

    @Test(arguments: ["", "x-unknown", "ibm1390", "iso-8859-99", "utf-9", "windows-9999", "../../etc/passwd"])
    func doesNotKnow(label: String) {
        #expect(CharsetName.canonical(label) == nil)
    }

    /// Every name that is given out is one that iconv has.
    @Test(arguments: [
        "utf-7", "utf-16", "utf-16le", "utf-32", "big5", "big5-hkscs", "euc-jp", "iso-2022-jp",
        "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-kr", "iso-2022-cn", "johab", "viscii", "tcvn", "macintosh",
        "x-mac-cyrillic", "x-mac-centraleurope", "armscii-8", "georgian-ps", "ptcp154", "cp437", "cp866", "cp1258",
        "iso-8859-16", "cyrillic", "greek",
    ])
    func canConvert(label: String) throws {
        let name = try #require(CharsetName.canonical(label))
        #expect(CharsetDecoder.convert([0x20, 0x20, 0x20, 0x20], name) != nil)
    }

    /// ①, ㈱ and half-width katakana: beyond the standard's set, and in every other Japanese mail.
    @Test(arguments: [
        ("\u{1B}$B-!\u{1B}(B", "①"), ("\u{1B}$B-j\u{1B}(B Sony", "㈱ Sony"), ("\u{1B}(I1\u{1B}(B", "ｱ"),
        ("\u{1B}$BF|K\\\n\u{1B}(BA", "日本\nA"), ("\u{1B}$BF|K\\\nB", "日本\nB"), ("\u{1B}$@F|K\\\u{1B}(J!", "日本!"),
    ])
    func readsJapaneseMail(encoded: String, text: String) {
        #expect(CharsetDecoder.decode(Array(encoded.utf8), declared: "iso-2022-jp") == text)
        #expect(CharsetDecoder.decode(Array(encoded.utf8), declared: nil) == text)
    }

    @Test func utf8UnderAWesternNameIsSeen() {
        for label in ["iso-8859-1", "windows-1252", "iso-8859-15"] {
            #expect(CharsetDecoder.decode(Array("Grüße – 5 €".utf8), declared: label) == "Grüße – 5 €")
            #expect(CharsetDecoder.decode([0x47, 0x72, 0xFC, 0xDF, 0x65], declared: label) == "Grüße")
        }
    }

    @Test(
        arguments: [
            (
                #"<html><head><META http-equiv="Content-Type" content="text/html; charset=iso-8859-2"></head>"#,
                "iso-8859-2"
            ),
            ("<meta name=x><meta charset='windows-1251'>", "windows-1251"), ("<meta charset = utf-8 >", "utf-8"),
            ("<p>charset=utf-8</p>", nil), ("<meta charset>", nil), ("<meta charset=", nil), ("", nil),
        ] as [(String, String?)])
    func readsWhatHTMLSaysOfItself(html: String, charset: String?) {
        #expect(HTMLCharset.named(in: Array(html.utf8)) == charset)
    }

    @Test func damagedUTF8StaysUTF8() {
        #expect(CharsetDecoder.decode(Array("日本語".utf8.dropLast()), declared: "utf-8") == "日本\u{FFFD}")
    }

    @Test func aByteOrderMarkIsNoText() {
        #expect(CharsetDecoder.decode([0xEF, 0xBB, 0xBF, 0x61], declared: "utf-8") == "a")
    }

    @Test func utf8UnderAnotherMultibyteNameIsSeen() {
        #expect(CharsetDecoder.decode(Array("Grüße, schön".utf8), declared: "iso-2022-jp") == "Grüße, schön")
    }
}
