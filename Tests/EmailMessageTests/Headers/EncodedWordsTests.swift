import Testing

@testable import EmailMessage

@Suite struct EncodedWordsTests {
    @Test(arguments: [
        ("plain text", "plain text"),
        ("=?utf-8?Q?caf=C3=A9?=", "café"),
        ("=?UTF-8?b?Y2Fmw6k=?=", "café"),
        ("=?iso-8859-1*fr?Q?caf=E9_noir?=", "café noir"),
        // Neighbours, with space and folds between them, and a character split between two.
        ("=?utf-8?Q?a?=  =?utf-8?Q?b?=", "ab"),
        ("=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=", "€"),
        ("=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"),
        ("=?utf-8?B?4oKs4?= =?utf-8?B?oKs?=", "€€"),
        ("=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=", "aé"),
        ("=?utf-8?Q?a?= and =?utf-8?Q?b?=", "a and b"),
        // Where they may not stand.
        ("x=?utf-8?Q?=C3=A9?=y", "xéy"),
        (#""=?utf-8?Q?=C3=A9?=""#, #""é""#),
        ("=?utf-8?Q?with space=C3=A9?=", "with spaceé"),
        ("=?utf-8?Q?what??=", "what?"),
        ("=?utf-8?Q?cut=C3=A9", "cuté"),
        ("=?utf-8?B?Y2Fmw6k", "café"),
        // Charsets that nobody knows, or that lie.
        ("=?x-nobody?Q?M=FCller?=", "Müller"),
        ("=?utf-8?Q?M=FCller?=", "Müller"),
        ("=?us-ascii?Q?M=C3=BCller?=", "Müller"),
        ("=?utf8?Q?=C3=A9?=", "é"),
        ("=?windows-1252?Q?=93quoted=94?=", "“quoted”"),
        ("=?iso-8859-1?Q?=93quoted=94?=", "“quoted”"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?ks_c_5601-1987?B?vsiz5w==?=", "안녕"),
        ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
        // No words.
        ("=? not one ?=", "=? not one ?="),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("1 + 1 =? 2", "1 + 1 =? 2"),
    ])
    func decodes(text: String, expected: String) {
        #expect(HeaderText.decoded(Array(text.utf8)) == expected)
    }

    @Test func lineEndsInsideAWordBecomeSpace() {
        #expect(HeaderText.decoded(Array("=?utf-8?Q?a=0D=0ABcc:_x?=".utf8)) == "a  Bcc: x")
    }

    @Test func unencodedBytesAreReadAsTheBodyIs() {
        // КОИ in windows-1251; alone these bytes could be anything.
        #expect(HeaderText.decoded([0xCA, 0xCE, 0xC8], hint: "windows-1251") == "КОИ")
    }
}
