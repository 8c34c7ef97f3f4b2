import ChannelKit
import Testing

@Suite struct MailAddressBookTests {
    private static let book = {
        var book = MailAddressBook()
        _ = book.add("Support@Example.com", of: "support")
        _ = book.add("support+vip@example.com", of: "vip")
        _ = book.add("\"odd one\"@example.com", of: "odd")
        _ = book.add("hilfe@Bücher.example", of: "books")
        return book
    }()

    @Test(
        arguments: [
            ("support@example.com", "support"), ("SUPPORT@EXAMPLE.COM", "support"),
            ("support+a@example.com", "support"),
            ("support+a+b@example.com", "support"), ("support+vip@example.com", "vip"),
            ("support+VIP+x@example.com", "vip"),
            ("\"support\"@example.com", "support"), ("\"supp\\ort\"@example.com", "support"),
            ("\"Odd One\"@example.com", "odd"), ("support+@example.com", "support"),
            ("+support@example.com", nil), ("support@example.org", nil), ("support", nil), ("", nil),
            ("@example.com", nil),
            ("hilfe+1@xn--bcher-kva.example", "books"), ("Hilfe@XN--BCHER-KVA.example", "books"),
            ("hilfe@bücher.example", "books"), ("hilfe@bucher.example", nil),
            ("xsupport@example.com", nil), ("support-a@example.com", nil),
        ] as [(String, String?)])
    func anAddressBelongsToAnInbox(address: String, inbox: String?) {
        #expect(Self.book.inbox(for: address) == inbox)
    }

    @Test func anAddressHasOneInbox() {
        var book = Self.book
        #expect(book.add("SUPPORT@example.com", of: "sales") == "support")
        #expect(book.add("support@example.com", of: "support") == nil)
        #expect(book.inbox(for: "support@example.com") == "support")
    }
}
