import InboxDomain
import Testing

@Suite struct DomainNameTests {
    @Test(arguments: [
        ("example.com", "example.com"), ("Example.COM", "example.com"), ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"), ("XN--bcher-kva.Example", "xn--bcher-kva.example"),
        ("пошта.рф", "xn--80a1acn3a.xn--p1ai"), ("日本語。example", "xn--wgv71a119e.example"),
        ("faß.de", "xn--fa-hia.de"), ("他们为什么不说中文.example", "xn--ihqwcrb4cv8a8dqg056pqjye.example"),
        ("münchen-ost.de", "xn--mnchen-ost-9db.de"), ("", ""), (".", "."), ("ü", "xn--tda"),
    ])
    func hasOneFormInASCII(name: String, ascii: String) {
        #expect(DomainName.ascii(name) == ascii)
    }

    @Test func aLabelThatIsNoneStaysAsItIs() {
        let long = String(repeating: "ü", count: 64)
        #expect(DomainName.ascii("\(long).example") == "\(long).example")
        #expect(DomainName.ascii("\u{10FFFF}\u{80}.example").hasPrefix("xn--"))
    }

    @Test(arguments: [
        ("Ünal@Bücher.example", "ünal@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ADA@B.example", "ada@b.example"), ("42", "42"),
    ])
    func addressesAreComparedByIt(address: String, key: String) {
        #expect(MailParty.key(of: address) == key)
    }

    @Test func theLocalPartStaysAsItWasWhereTheAddressIsWritten() {
        #expect(DomainName.ascii(inAddress: "Hilfe@bücher.example") == "Hilfe@xn--bcher-kva.example")
        #expect(DomainName.ascii(inAddress: "Hilfe@Example.com") == "Hilfe@Example.com")
    }
}
