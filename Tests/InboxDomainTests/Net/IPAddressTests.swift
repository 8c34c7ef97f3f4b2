import Testing

@testable import InboxDomain

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8::7", "2001:db8::7"),
        ("::ffff:192.0.2.7", "::ffff:c000:207"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
    ])
    func isReadAndWritten(_ text: String, _ written: String) throws {
        #expect(try #require(IPAddress(text)).description == written)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "0x7f.1", "2130706433", ":", ":::", "1::2::3",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "::1%eth0", "[::1]", "::1.2.3", "1:2:3:4:5:6:7::8",
    ])
    func whatIsNoAddressIsNone(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "168.63.129.16", "::", "::1",
        "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "100::1",
        "3fff::1", "4000::1",
    ])
    func isNotPublic(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!address.isPublic)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.32.0.1", "172.15.255.255", "100.63.255.255", "100.128.0.1", "192.0.1.1",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808",
    ])
    func isPublic(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPublic)
    }
}

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::10.0.0.1", false),
        ("192.0.2.128/25", "192.0.2.128", true), ("192.0.2.128/25", "192.0.2.127", false),
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("2001:db8::/33", "2001:db8:8000::", false),
    ])
    func containsWhatBeginsAlike(_ range: String, _ address: String, _ isIn: Bool) throws {
        let address = try #require(IPAddress(address))
        let range = try #require(AddressRange(range))
        #expect(range.contains(address) == isIn)
    }

    @Test(arguments: ["10.1.0.0/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "fd00::1/8", "/8", ""])
    func whatIsNoRangeIsNone(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func writesItselfAsItIsRead() throws {
        #expect(try #require(AddressRange("10.0.0.0/8")).description == "10.0.0.0/8")
        #expect(try #require(AddressRange("::1")).description == "::1")
    }
}
