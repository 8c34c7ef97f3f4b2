import Testing

@testable import EmailMessage

@Suite struct AddressReaderTests {
    @Test(arguments: [
        // RFC 5322.
        ("ann@example.org", "- ann@example.org"),
        ("<ann@example.org>", "- ann@example.org"),
        ("Ann Example <ann@example.org>", "Ann Example ann@example.org"),
        (#""Example, Ann" <ann@example.org>"#, "Example, Ann ann@example.org"),
        (#""Ann \"A\" Example" <ann@example.org>"#, #"Ann "A" Example ann@example.org"#),
        ("ann@example.org (Ann)", "Ann ann@example.org"),
        ("Ann (at (the) office) <ann@example.org>", "Ann ann@example.org"),
        ("Ann (Sales) Example <ann@example.org>", "Ann Example ann@example.org"),
        ("a@x.org, b@x.org", "- a@x.org|- b@x.org"),
        ("Team: a@x.org, B <b@x.org>;", "- a@x.org|B b@x.org"),
        ("undisclosed-recipients:;", ""),
        ("", ""),
        (#""a b"@example.org"#, #"- "a b"@example.org"#),
        ("<@relay.org,@b.org:ann@example.org>", "- ann@example.org"),
        ("Ann <ann@[192.0.2.1]>", "Ann ann@[192.0.2.1]"),
        // What people and programs write.
        ("Example, Ann <ann@example.org>", "Example, Ann ann@example.org"),
        ("Ann <ann@example.org", "Ann ann@example.org"),
        ("Ann ann@example.org>", "Ann ann@example.org"),
        ("Ann ann@example.org", "Ann ann@example.org"),
        (#"Ann" <ann@example.org>"#, "Ann ann@example.org"),
        (#""Ann <ann@example.org>"#, "Ann ann@example.org"),
        ("Ann (work <ann@example.org>", "Ann (work ann@example.org"),
        ("<<ann@example.org>>", "- ann@example.org"),
        ("Ann <mailto:ann@example.org>", "Ann ann@example.org"),
        ("mailto:ann@example.org", "- ann@example.org"),
        ("Ann < ann@example.org >", "Ann ann@example.org"),
        ("ann @ example.org", "- ann@example.org"),
        ("ann@example.org; bob@example.org", "- ann@example.org|- bob@example.org"),
        (", ann@example.org,,", "- ann@example.org"),
        ("<ann@example.org> Ann", "Ann ann@example.org"),
        ("ann@example.org <Ann>", "Ann ann@example.org"),
        ("ann@example.org <ann@example.org>", "ann@example.org ann@example.org"),
        ("=?utf-8?Q?M=C3=BCller=2C_Ann?= <ann@example.org>", "Müller, Ann ann@example.org"),
        ("=?utf-8?Q?M=C3=BCller, Ann?= <ann@example.org>", "Müller, Ann ann@example.org"),
        (#""=?utf-8?Q?M=C3=BCller?=" <ann@example.org>"#, "Müller ann@example.org"),
        ("=?utf-8?Q?Ann_<ann=40example.org>?=", "Ann ann@example.org"),
        ("Müller <ann@bücher.example>", "Müller ann@bücher.example"),
        ("MAILER-DAEMON (Mail Delivery System)", "Mail Delivery System MAILER-DAEMON"),
        ("MAILER-DAEMON", "- MAILER-DAEMON"),
        ("Ann Example", "Ann Example "),
        ("Ann <>", "Ann "),
        ("<>", ""),
        ("root, ann@example.org", "- root|- ann@example.org"),
    ])
    func reads(text: String, expected: String) {
        let addresses = AddressReader.read(Array(text.utf8))
        #expect(addresses.map { "\($0.name ?? "-") \($0.address)" }.joined(separator: "|") == expected)
    }

    @Test func stopsAtItsLimit() {
        let many = Array(repeating: "a@example.org", count: 2000).joined(separator: ", ")
        #expect(AddressReader.read(Array(many.utf8), limit: 1000).count == 1000)
    }
}
